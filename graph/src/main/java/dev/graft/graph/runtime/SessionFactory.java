package dev.graft.graph.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.precision.FrozenProducts;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The one place that opens sessions of ONNX Runtime and knows its settings. */
final class SessionFactory {
    /** What the runtime puts together only where nothing else reads the values between; other sums of it differ in bits. */
    static final List<String> FUSIONS = List.of(
            "GeluFusionL1",
            "GeluFusionL2",
            "FastGeluFusion",
            "QuickGeluFusion",
            "BiasGeluFusion",
            "LayerNormFusionL1",
            "LayerNormFusionL2",
            "SimplifiedLayerNormFusion",
            "SkipLayerNormFusion",
            "BiasSkipLayerNormFusion",
            "BiasSoftmaxFusion");

    /** Bytes of the largest result of constants that the runtime computes when it opens a session. */
    static final long LARGEST_FOLDED = 1 << 20;

    /** How long a thread waits awake for its next operator. Longer gains nothing, and takes more from who needs the cores. */
    private static final int SPIN_MICROSECONDS = 50;

    private SessionFactory() {}

    static OrtSession open(Graph given, SessionConfig config) {
        EinsumRanks.check(given);
        return openChecked(given, config);
    }

    /** Opens a graph that each run repeats. */
    static OrtSession open(Graph once, UnaryOperator<Graph> repetition, SessionConfig config) {
        EinsumRanks.check(once);
        return create(repetition.apply(prepared(once, config)), config);
    }

    /** Opens a graph of which {@link EinsumRanks} is known to have no complaint. */
    static OrtSession openChecked(Graph given, SessionConfig config) {
        return create(prepared(given, config), config);
    }

    private static OrtSession create(Graph graph, SessionConfig config) {
        Path folder = weightsFolder(graph);
        byte[] model = OnnxFile.encode(graph, folder);
        OrtEnvironment environment = environment();
        try (SessionOptions options = new SessionOptions()) {
            set(options, config);
            options.addConfigEntry("session.model_external_initializers_file_folder_path", folder.toString());
            return environment.createSession(model, options);
        } catch (OrtException e) {
            CudaProvider.refusal(config.device(), e).ifPresent(refusal -> {
                throw refusal;
            });
            throw RuntimeFailure.of(
                    RuntimeFailure.file(graph),
                    "ONNX Runtime does not accept the graph '" + graph.name() + "': "
                            + RuntimeMessage.of(e.getMessage()),
                    e);
        }
    }

    /** The settings of the runtime for a configuration, all but the folder of the weights. */
    static void set(SessionOptions options, SessionConfig config) throws OrtException {
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        options.setOptimizationLevel(level(config.optimization()));
        // Doubles the memory of gradient graphs and gains nothing where shapes vary.
        options.setMemoryPatternOptimization(false);
        // To be woken costs a thread more than many an operator takes, above all where one row is computed. So it waits
        // awake for the next one, but not longer than that takes to come, since it holds a core that others may want,
        // and
        // never between runs, where tokenisation and image decoding want it.
        options.addConfigEntry("session.intra_op.allow_spinning", "1");
        options.addConfigEntry("session.intra_op.spin_duration_us", Integer.toString(SPIN_MICROSECONDS));
        options.addConfigEntry("session.force_spinning_stop", "1");
        options.addConfigEntry("session.disable_prepacking", config.prepack() ? "0" : "1");
        // Shape arithmetic should fold, transposed copies of weights should not.
        options.addConfigEntry("optimization.constant_folding_max_output_size_in_bytes", Long.toString(LARGEST_FOLDED));
        if (!config.fusing()) {
            options.addConfigEntry("optimization.disable_specified_optimizers", String.join(";", FUSIONS));
        }
        if (config.threads() > 0) {
            options.setIntraOpNumThreads(config.threads());
        }
        if (config.device().kind() == Device.Kind.CUDA) {
            CudaProvider.add(options, config.device());
        }
    }

    /** The graph as it is handed to the runtime. */
    static Graph prepared(Graph given, SessionConfig config) {
        Graph graph = rounded(given, config);
        boolean late = config.optimization() == SessionConfig.Optimization.ALL
                // The shapes that a view waits by would be copied from a device, and the device waited for.
                && config.device().kind() == Device.Kind.CPU;
        return late ? LateDecoding.of(graph) : graph;
    }

    private static Graph rounded(Graph graph, SessionConfig config) {
        if (!config.precision().isRounded()) {
            return graph;
        }
        boolean isCpu = config.device().kind() == Device.Kind.CPU;
        if (config.precision().isInteger() != isCpu) {
            throw new InvalidInputException("precision " + config.precision() + " computes on "
                    + (isCpu ? "CUDA" : "the CPU") + ", found device " + config.device() + "; choose precision "
                    + (isCpu ? "int8" : "float16, bfloat16") + " or float32 there");
        }
        return FrozenProducts.in(graph, config.precision(), IntegerProducts.form(), config.cache());
    }

    private static OrtEnvironment environment() {
        return RuntimeEnvironment.get();
    }

    private static OptLevel level(SessionConfig.Optimization optimization) {
        return switch (optimization) {
            case NONE -> OptLevel.NO_OPT;
            case BASIC -> OptLevel.BASIC_OPT;
            case ALL -> OptLevel.ALL_OPT;
        };
    }

    /** The deepest folder that holds all files with weights. */
    private static Path weightsFolder(Graph graph) {
        Path common = null;
        for (Constant constant : graph.constants().values()) {
            if (constant instanceof Constant.Stored stored) {
                Path folder = stored.file().toAbsolutePath().normalize().getParent();
                common = common == null ? folder : shared(common, folder);
            }
        }
        return common == null ? Path.of("").toAbsolutePath() : readable(common);
    }

    private static Path shared(Path one, Path other) {
        for (Path folder = one; folder != null; folder = folder.getParent()) {
            if (other.startsWith(folder)) {
                return folder;
            }
        }
        throw new InvalidInputException("weights lie in " + one + " and in " + other
                + ", and ONNX Runtime reads those of one drive only; put them on one, where a precision is chosen also the"
                + " folder of the cache, which the setting 'cache' or GRAFT_CACHE names");
    }

    /** The Java part of the runtime hands names on in an encoding of its own where a character takes two of Java's. */
    private static Path readable(Path folder) {
        String name = folder.toString();
        if (name.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw new InvalidInputException(
                    folder,
                    "has a character in its name, such as an emoji, with which ONNX Runtime does not find weights; rename"
                            + " the folder, or name it by a copy elsewhere");
        }
        return folder;
    }
}
