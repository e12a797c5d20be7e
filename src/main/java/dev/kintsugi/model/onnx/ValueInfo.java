package dev.kintsugi.model.onnx;

import dev.kintsugi.model.onnx.OnnxHeader.Axis;
import dev.kintsugi.model.onnx.OnnxHeader.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A named input or output as an ONNX file describes it (messages ValueInfoProto, TypeProto and TensorShapeProto). */
record ValueInfo(String name, Value value) {

    static ValueInfo read(ProtobufReader in) throws IOException {
        var name = new String[] {""};
        var axes = new ArrayList<Axis>();
        var type = new int[1];
        var shaped = new boolean[1];
        in.message((field, value) -> {
            switch (field) {
                case 1 -> name[0] = value.text();
                case 2 ->
                    value.message((kind, tensor) -> {
                        if (kind == 1) {
                            type[0] = tensor(tensor, axes, shaped);
                        }
                    });
                default -> {}
            }
        });
        return new ValueInfo(name[0], new Value(type[0], shaped[0], List.copyOf(axes)));
    }

    private static int tensor(ProtobufReader in, List<Axis> axes, boolean[] shaped) throws IOException {
        var type = new int[1];
        in.message(
                (field, value) -> {
                    if (field == 2) {
                        shaped[0] = true;
                        value.message((_, axis) -> axes.add(axis(axis)));
                    }
                },
                (field, number) -> {
                    if (field == 1) {
                        type[0] = (int) number;
                    }
                });
        return type[0];
    }

    private static Axis axis(ProtobufReader in) throws IOException {
        var length = new long[1];
        var name = new String[] {""};
        in.message((_, value) -> name[0] = value.text(), (_, number) -> length[0] = number);
        return new Axis(length[0] > 0 ? OptionalLong.of(length[0]) : OptionalLong.empty(), name[0]);
    }

    void addTo(Map<String, Value> values) {
        values.put(name, value);
    }
}
