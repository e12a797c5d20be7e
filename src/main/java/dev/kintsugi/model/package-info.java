/**
 * Which models there are, and whether their files are intact.
 *
 * <p>Rank 1: imports recovery. Its parts, each of which imports only those listed after it:
 *
 * <ol>
 *   <li>{@code repair}: damage is noticed and files are restored
 *   <li>{@code repository}: the models folder: what is in it, and the choice of another model
 *   <li>{@code health}: integrity and availability of files
 *   <li>{@code source}: the sources that files are restored from
 *   <li>this package: a model, its files and its manifest
 *   <li>{@code onnx}: reading ONNX files without ONNX Runtime
 *   <li>{@code file}: reading files: fingerprints, checksums, file errors
 * </ol>
 */
@NullMarked
package dev.kintsugi.model;

import org.jspecify.annotations.NullMarked;
