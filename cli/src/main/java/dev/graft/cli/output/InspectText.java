package dev.graft.cli.output;

import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.inspect.BackboneDescription;
import dev.graft.backbones.inspect.DryRun;
import dev.graft.backbones.inspect.GraphDescription;
import dev.graft.backbones.inspect.SignedProducts;
import dev.graft.backbones.inspect.Trainability;
import dev.graft.backbones.inspect.VisionDescription;
import dev.graft.graph.ValueInfo;
import dev.graft.models.folder.AdapterFile;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelInspection;
import dev.graft.models.published.PublishedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What {@code graft inspect} prints for people. */
public final class InspectText {
    private InspectText() {}

    public static String of(BackboneDescription backbone) {
        Rows rows = new Rows();
        rows.add("kind", backbone.kind().toString());
        rows.add("id", backbone.id());
        rows.add("model type", backbone.modelType());
        add(rows, "width", backbone.sizes().width());
        add(rows, "layers", backbone.sizes().layers());
        add(rows, "heads", backbone.sizes().heads());
        add(rows, "key-value heads", backbone.sizes().keyValueHeads());
        add(rows, "vocabulary", backbone.sizes().vocabulary());
        add(rows, "context", backbone.sizes().context());
        rows.add("parameters", String.format(Locale.ROOT, "%,d", backbone.parameters()));
        rows.add("precision", shares(backbone));
        if (backbone.kind().isLanguageModel()) {
            rows.add("key-value cache", backbone.cache() ? "yes" : "no");
        }
        backbone.vision().ifPresent(vision -> addVision(rows, vision));
        rows.add("size on disk", size(backbone.bytes()));
        rows.add("SHA-256", backbone.sha256());
        backbone.graphs().forEach(graph -> addVariants(rows, graph));
        rows.add("runs", runs(backbone));
        addTrainability(rows, backbone.trainability());
        backbone.graphs().forEach(graph -> addGraph(rows, graph));
        return rows.toString();
    }

    private static void add(Rows rows, String label, OptionalInt number) {
        number.ifPresent(value -> rows.add(label, Integer.toString(value)));
    }

    private static String shares(BackboneDescription backbone) {
        return backbone.weights().entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%s %.1f %%", entry.getKey(), 100.0 * entry.getValue() / backbone.parameters()))
                .collect(Collectors.joining(", "));
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    private static void addVision(Rows rows, VisionDescription vision) {
        rows.add(
                "image",
                vision.channels() + " channels, "
                        + (vision.sizeKnown()
                                ? vision.imageHeight() + " x " + vision.imageWidth() + " pixels"
                                : "any size"));
        if (!vision.patch().isEmpty()) {
            rows.add("patch", vision.patch().get(0) + " x " + vision.patch().get(1) + " pixels");
        }
        vision.features()
                .forEach((name, found) -> rows.add(
                        "features " + name,
                        found.tokens() + (found.tokens() == 1 ? " token" : " tokens") + " of width " + found.width()));
        rows.add(
                "hidden states",
                vision.hiddenStates() == 0
                        ? "not found in the graph"
                        : "layer:0 to layer:" + (vision.hiddenStates() - 1));
    }

    private static void addVariants(Rows rows, GraphDescription graph) {
        List<String> others = OnnxFiles.otherVariants(graph.file());
        if (!others.isEmpty()) {
            rows.add(
                    "also there",
                    String.join(", ", others) + " beside " + graph.file().getFileName());
        }
    }

    private static String runs(BackboneDescription backbone) {
        if (backbone.run() instanceof DryRun.Passed passed) {
            String what = backbone.kind().isLanguageModel() ? "one token" : "one image";
            return String.format(Locale.ROOT, "yes, opened and read %s in %.2f s", what, passed.seconds());
        }
        return backbone.run() instanceof DryRun.Failed failed
                ? "no: " + failed.reason()
                : "not tried: " + ((DryRun.Untried) backbone.run()).reason();
    }

    private static void addTrainability(Rows rows, Trainability trainability) {
        if (trainability instanceof Trainability.No no) {
            rows.add("trainable", "no");
            no.obstacle().ifPresent(obstacle -> {
                rows.add("node", obstacle.node());
                rows.add("operator", obstacle.operator() + " of " + obstacle.domain() + " " + obstacle.opset());
            });
            rows.add("reason", no.reason());
        } else if (trainability instanceof Trainability.Untried untried) {
            rows.add(
                    "trainable",
                    "not tried for " + untried.nodes() + " nodes, more than " + Trainability.MOST_NODES
                            + "; graft verify derives and checks the gradient");
        } else {
            rows.add("trainable", "yes, the gradient passes through it");
        }
    }

    private static void addGraph(Rows rows, GraphDescription graph) {
        rows.section(graph.file().toString());
        addValues(rows, "input", graph.inputs());
        addValues(rows, "output", graph.outputs());
        rows.add("opsets", joined(graph.opsets()));
        rows.add("operators", joined(graph.operators()));
        if (graph.overflows()) {
            rows.add("note", SignedProducts.ADVICE);
        }
    }

    private static String joined(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Values that differ only in a number, as those of a key-value cache, share a row. */
    private static void addValues(Rows rows, String label, List<ValueInfo> values) {
        Map<String, List<ValueInfo>> alike = new LinkedHashMap<>();
        values.forEach(info -> alike.computeIfAbsent(
                        info.name().replaceAll("\\d+", "*") + " " + info.type(), key -> new ArrayList<>())
                .add(info));
        alike.forEach((pattern, group) -> rows.add(
                label,
                group.size() == 1 ? group.get(0).name() + " " + group.get(0).type() : pattern + " x " + group.size()));
    }

    public static String of(AdapterFile file) {
        Rows rows = new Rows();
        rows.add("kind", "adapter weights");
        addWeights(rows, file);
        return rows.toString();
    }

    private static void addWeights(Rows rows, AdapterFile file) {
        rows.add("file", file.file().toString());
        rows.add("names of", file.names().isEmpty() ? "no system that is known" : listed(file.names()));
        rows.add("parameters", String.format(Locale.ROOT, "%,d", file.parameters()));
        file.tensors().forEach((name, type) -> rows.add("tensor", name + " " + type));
    }

    private static String listed(List<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    public static String of(PublishedModel model, AdapterFile file) {
        Rows rows = new Rows();
        rows.add("kind", "published vision-language model");
        rows.add("model type", model.modelType());
        rows.add("features", model.features());
        rows.add(
                "prompt", model.example().map(text -> text.replace("\n", "\\n")).orElse("not said"));
        rows.add(
                "parameters",
                String.format(
                        Locale.ROOT,
                        "%,d in %,d tensors",
                        file.parameters(),
                        file.tensors().size()));
        rows.add(
                "to use it",
                "export its two backbones to ONNX, then graft import " + file.file()
                        + " --vision VISION --language LANGUAGE --output MODEL");
        return rows.toString();
    }

    public static String of(ModelInspection model) {
        ModelDescription description = model.description();
        Rows rows = new Rows();
        rows.add("kind", "trained model");
        if (description.purpose() == ModelDescription.Purpose.COMPARING) {
            rows.add("purpose", "compares images with texts, answers nothing");
        }
        rows.add("visual tokens", Integer.toString(description.visualTokens()));
        rows.add("features", description.features() + ", " + description.featureTokens() + " a picture");
        description.settings().forEach((name, value) -> addSetting(rows, name, value));
        rows.section("adapter");
        description.adapter().toMap().forEach((name, value) -> addSetting(rows, name, value));
        addWeights(rows, model.weights());
        model.backbones().forEach(backbone -> addBackbone(rows, backbone));
        return rows.toString();
    }

    private static void addSetting(Rows rows, String name, Object value) {
        rows.add(name.replace('_', ' '), value.toString());
    }

    private static void addBackbone(Rows rows, ModelInspection.Backbone backbone) {
        BackboneReference reference = backbone.reference();
        rows.section(backbone.part());
        rows.add("id", reference.id());
        rows.add("path", reference.place().toString());
        rows.add("width", Integer.toString(reference.width()));
        rows.add("SHA-256", reference.sha256());
        rows.add("found", backbone.problem().isEmpty() ? "yes, unchanged" : "no");
        backbone.problem().ifPresent(text -> rows.add("problem", text));
    }
}
