"""Stage 9: put exported models into the service.

Copies <export>/<model>-fp16 to <builtin>/<model>/<version>/, the int8 weights beside the fp16 ones as
model_int8.onnx, and writes the files: section of manifest.yaml there: path, size, sha256 and source of every file.
The rest of an existing manifest stays as it is; a version that has none gets one from --template (the manifest
of an earlier version, say), or else a bare one with id and version that has to be completed by hand. Last,
<builtin>/index, in which the service looks its models up, gets the line <model>/<version> if it has none.
"""
import argparse
import hashlib
import re
import shutil
from pathlib import Path

MODELS = ["shapes-diffusion", "shapes-diffusion-lite", "scene-writer", "scene-writer-lite"]
BUILTIN = Path(__file__).resolve().parent.parent / "main/resources/builtin"
WEIGHTS, INT8_WEIGHTS, MANIFEST, INDEX = "model.onnx", "model_int8.onnx", "manifest.yaml", "index"
# the section's first line and all that belongs to it: indented or blank lines, list items, comments between them
FILES_SECTION = re.compile(r"^files:[^\n]*\n(?:(?:[ \t-][^\n]*|#[^\n]*(?=\n[ \t#-]))?\n)*", re.M)


def copy_weights(export: Path, model: str, target: Path) -> None:
    fp16, int8 = export / f"{model}-fp16", export / f"{model}-int8"
    for folder in (fp16, int8):
        if not folder.is_dir():
            raise SystemExit(f"no exported model at {folder}")
    shutil.copytree(fp16, target, dirs_exist_ok=True)
    for source in int8.rglob(WEIGHTS):
        shutil.copyfile(source, (target / source.relative_to(int8)).with_name(INT8_WEIGHTS))


def files_section(folder: Path) -> str:
    """YAML for every file of <model>/<version> except the manifest and hidden files."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST and not p.name.startswith("."))
    return "files:\n" + "".join(file_entry(path, folder) for path in paths)


def file_entry(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    return (f"  - path: {name}\n"
            f"    size: {path.stat().st_size}\n"
            f"    sha256: {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
            f'    sources: ["builtin:{folder.parent.name}/{folder.name}/{name}"]\n')


def with_files(manifest: str, section: str) -> str:
    """Replace the section, or append it; blank lines that followed it are kept."""
    manifest = manifest if manifest.endswith("\n") or not manifest else manifest + "\n"
    found = FILES_SECTION.search(manifest)
    if not found:
        return manifest + section
    old = found.group(0)
    blank = old[len(old.rstrip("\n")) + 1:]
    return manifest[:found.start()] + section + blank + manifest[found.end():]


def start_of_manifest(folder: Path, model: str, version: str, template: Path | None) -> str:
    own = folder / MANIFEST
    if own.exists():
        return own.read_text(encoding="utf-8")
    if template:
        return re.sub(r"^version:.*$", f"version: {version}", template.read_text(encoding="utf-8"), flags=re.M)
    print(f"{own} is new: complete it by hand")
    return f"id: {model}\nversion: {version}\n"


def register(index: Path, entry: str) -> None:
    lines = index.read_text(encoding="utf-8").splitlines() if index.exists() else []
    if entry not in lines:
        index.write_text("".join(f"{line}\n" for line in lines + [entry]), encoding="utf-8")


def install(export: Path, model: str, version: str, builtin: Path, template: Path | None = None) -> Path:
    """Returns the manifest."""
    folder = builtin / model / version
    copy_weights(export, model, folder)
    manifest = start_of_manifest(folder, model, version, template)
    (folder / MANIFEST).write_text(with_files(manifest, files_section(folder)), encoding="utf-8")
    register(builtin / INDEX, f"{model}/{version}")
    return folder / MANIFEST


def version_number(text: str) -> str:
    """Three numbers: YAML would read fewer as a floating-point number."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise argparse.ArgumentTypeError(f"{text} is not of the form 1.0.0")
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--export", type=Path, required=True, metavar="DIR", help="folder that export_onnx.py wrote")
    parser.add_argument("--version", required=True, type=version_number, help="version folder to write, such as 1.0.0")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS, metavar="MODEL",
                        help="models to install (default: all four)")
    parser.add_argument("--template", type=Path, metavar="YAML", help="manifest to start from where there is none")
    parser.add_argument("--builtin", type=Path, default=BUILTIN, metavar="DIR",
                        help="folder of the built-in models (default: the service's own)")
    args = parser.parse_args()
    if args.template and len(args.models) > 1:
        parser.error("--template fits one model: name it with --models")
    for model in args.models:
        print(install(args.export, model, args.version, args.builtin, args.template))


if __name__ == "__main__":
    main()
