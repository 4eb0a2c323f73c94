package dev.graft.cli.output;

import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.inspect.BackboneDescription;
import dev.graft.backbones.inspect.BackboneSizes;
import dev.graft.backbones.inspect.DryRun;
import dev.graft.backbones.inspect.GraphDescription;
import dev.graft.backbones.inspect.Trainability;
import dev.graft.backbones.inspect.VisionDescription;
import dev.graft.graph.ValueInfo;
import dev.graft.models.folder.AdapterFile;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelDescription;
import dev.graft.models.folder.ModelInspection;
import dev.graft.models.published.PublishedModel;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** What {@code graft inspect --json} prints. Facts that are not known are null. */
public final class InspectJson {
    private InspectJson() {}

    public static Map<String, Object> of(BackboneDescription backbone) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", backbone.kind().name().toLowerCase(Locale.ROOT));
        json.put("id", backbone.id());
        json.put("model_type", backbone.modelType());
        putSizes(json, backbone.sizes());
        json.put("parameters", backbone.parameters());
        json.put("precision", shares(backbone));
        json.put("key_value_cache", backbone.cache());
        json.put("size_bytes", backbone.bytes());
        json.put("sha256", backbone.sha256());
        backbone.vision().ifPresent(vision -> json.put("vision", vision(vision)));
        putRun(json, backbone.run());
        json.put(
                "trainable",
                backbone.trainability() instanceof Trainability.Untried
                        ? null
                        : (Boolean) (backbone.trainability() instanceof Trainability.Yes));
        if (backbone.trainability() instanceof Trainability.No no) {
            json.put("reason", no.reason());
            json.put("obstacle", no.obstacle().orElse(null));
        }
        json.put("operators", backbone.operators());
        json.put("graphs", backbone.graphs().stream().map(InspectJson::graph).toList());
        return json;
    }

    private static void putRun(Map<String, Object> json, DryRun run) {
        json.put("runs", run instanceof DryRun.Untried ? null : (Boolean) (run instanceof DryRun.Passed));
        if (run instanceof DryRun.Failed failed) {
            json.put("run_failure", failed.reason());
        }
    }

    private static void putSizes(Map<String, Object> json, BackboneSizes sizes) {
        json.put("width", number(sizes.width()));
        json.put("layers", number(sizes.layers()));
        json.put("heads", number(sizes.heads()));
        json.put("key_value_heads", number(sizes.keyValueHeads()));
        json.put("vocabulary", number(sizes.vocabulary()));
        json.put("context", number(sizes.context()));
    }

    private static Integer number(OptionalInt number) {
        return number.isPresent() ? (Integer) number.getAsInt() : null;
    }

    private static Map<String, Double> shares(BackboneDescription backbone) {
        Map<String, Double> shares = new LinkedHashMap<>();
        backbone.weights().forEach((precision, count) -> shares.put(precision, (double) count / backbone.parameters()));
        return shares;
    }

    private static Map<String, Object> vision(VisionDescription vision) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("channels", vision.channels());
        json.put("image_size", vision.sizeKnown() ? List.of(vision.imageHeight(), vision.imageWidth()) : null);
        json.put("patch_size", vision.patch().isEmpty() ? null : vision.patch());
        json.put("features", vision.features());
        json.put("hidden_states", vision.hiddenStates());
        return json;
    }

    private static Map<String, Object> graph(GraphDescription graph) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", graph.file().toString());
        json.put("other_variants", OnnxFiles.otherVariants(graph.file()));
        json.put("inputs", graph.inputs().stream().map(InspectJson::value).toList());
        json.put("outputs", graph.outputs().stream().map(InspectJson::value).toList());
        json.put("opsets", graph.opsets());
        json.put("operators", graph.operators());
        json.put("overflows", graph.overflows());
        return json;
    }

    private static Map<String, Object> value(ValueInfo info) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", info.name());
        putType(json, info.type());
        return json;
    }

    private static void putType(Map<String, Object> json, TensorType type) {
        json.put("type", type == null ? null : type.element().name().toLowerCase(Locale.ROOT));
        json.put("shape", type == null || type.shape() == null ? null : dims(type.shape()));
    }

    /** Sizes as numbers, named ones as text. */
    private static List<Object> dims(Shape shape) {
        return shape.dims().stream()
                .map(dim -> dim.isKnown() ? (Object) dim.size() : dim.toString())
                .toList();
    }

    public static Map<String, Object> of(PublishedModel model, AdapterFile file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", "published_model");
        json.put("model_type", model.modelType());
        json.put("features", model.features());
        model.example().ifPresent(prompt -> json.put("prompt", prompt));
        json.put("adapter", model.adapter());
        json.put("generation", model.generation());
        json.put("parameters", file.parameters());
        return json;
    }

    public static Map<String, Object> of(AdapterFile file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", "adapter_weights");
        json.put("file", file.file().toString());
        json.put("parameters", file.parameters());
        json.put("names", file.names().stream().map(Object::toString).toList());
        json.put("metadata", file.metadata());
        Map<String, Object> tensors = new LinkedHashMap<>();
        file.tensors().forEach((name, type) -> {
            Map<String, Object> tensor = new LinkedHashMap<>();
            putType(tensor, type);
            tensors.put(name, tensor);
        });
        json.put("tensors", tensors);
        return json;
    }

    public static Map<String, Object> of(ModelInspection model) {
        ModelDescription description = model.description();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", "model");
        json.put("folder", model.folder().toString());
        json.put("purpose", description.purpose().name().toLowerCase(Locale.ROOT));
        json.put("adapter", description.adapter().toMap());
        json.put("features", description.features());
        json.put("feature_tokens", description.featureTokens());
        json.put("visual_tokens", description.visualTokens());
        json.putAll(description.settings());
        model.backbones().forEach(each -> json.put(each.part().replaceFirst(" .*", ""), backbone(each)));
        json.put("weights", of(model.weights()));
        return json;
    }

    private static Map<String, Object> backbone(ModelInspection.Backbone backbone) {
        BackboneReference reference = backbone.reference();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", reference.place().folder().toString());
        reference.place().file().ifPresent(file -> json.put("file", file.toString()));
        json.put("id", reference.id());
        json.put("sha256", reference.sha256());
        json.put("width", reference.width());
        json.put("matches", backbone.problem().isEmpty());
        backbone.problem().ifPresent(text -> json.put("problem", text));
        return json;
    }
}
