package dev.graft.training.run;

import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.image.TileGrid;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.check.ImageCheck;
import dev.graft.models.data.check.ImageState;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.fault.FaultyDataException;
import dev.graft.models.data.fault.Tolerance;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Parallel;
import dev.graft.training.features.FeatureCache;
import dev.graft.training.features.Features;
import dev.graft.training.features.ImageFile;
import dev.graft.training.order.SampleOrder;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads all data of a run, looks at every image and makes tokens of every sample, before anything is computed and anything
 * written. Only when all faults are known it is decided, by the settings {@code data.bad} and {@code data.long}, whether the
 * run goes on without what is faulty.
 */
public final class DataPreparation {
    private static final int GROUP = 4096;

    private final TrainingSettings settings;
    private final Backbones backbones;
    private final FeatureCache cache;
    private final TrainingListener listener;

    public DataPreparation(
            TrainingSettings settings, Backbones backbones, FeatureCache cache, TrainingListener listener) {
        this.settings = settings;
        this.backbones = backbones;
        this.cache = cache;
        this.listener = listener;
    }

    /**
     * The data, as far as they can be used.
     *
     * @return empty if it was stopped
     * @throws FaultyDataException that lists what is wrong with all data, if that is not to be left out
     */
    public Optional<PreparedData> prepare(BooleanSupplier stopped) {
        RunData training = read(settings.paths().data(), settings.data().limit());
        Map<String, RunData> tests = tests();
        FaultReport cut = new FaultReport();
        List<TrainingSample> tokens = List.of();
        if (Objective.of(settings).learnsAnswers(settings)
                && !training.samples().isEmpty()) {
            requireImages(training);
            Optional<Features> first = cache.load(training.images().subList(0, 1), stopped);
            if (first.isEmpty()) {
                return Optional.empty();
            }
            List<Encoded> encoded = encoded(training, first.get());
            while (encoded.stream().anyMatch(each -> each.sample().isEmpty())) {
                training = training.with(fitting(training, encoded));
                if (!training.samples().isEmpty()) {
                    requireImages(training);
                }
                // Without the others images have other numbers, and captions are asked for in other words.
                encoded = encoded(training, first.get());
            }
            encoded.forEach(each -> each.fault().ifPresent(cut::add));
            tokens = encoded.stream().flatMap(each -> each.sample().stream()).toList();
        }
        requireUsable(training, tests);
        requireOrder(training);
        return Optional.of(new PreparedData(training, tests, tokens, cut));
    }

    /** A file of an order that is not right is refused before features are computed. */
    private void requireOrder(RunData training) {
        settings.paths()
                .orderFile()
                .ifPresent(file -> SampleOrder.check(
                        settings, file, training.samples(), training.leftOut().isEmpty()));
    }

    private static void requireImages(RunData training) {
        if (training.images().isEmpty()) {
            throw new InvalidInputException(
                    training.samples().name(),
                    "holds no sample with an image, and an adapter learns from images; give data with images, alone or"
                            + " mixed with text");
        }
    }

    /** The data sets of the final evaluation; of one whose questions are answered no more than are asked. */
    private Map<String, RunData> tests() {
        int most = settings.validation().finalEvaluation();
        Map<String, RunData> tests = new LinkedHashMap<>();
        if (most > 0) {
            int limit = Objective.of(settings).answers() ? most : 0;
            settings.paths().tests().forEach((name, path) -> tests.put(name, read(path, limit)));
        }
        return tests;
    }

    private RunData read(Path path, int limit) {
        // Of several data sets it is enough that the folder of the images, or the number of frames, is for some.
        boolean only = settings.paths().tests().isEmpty();
        Dataset dataset = TrainingData.open(settings, path)
                .lookingIn(only ? settings.paths().images() : Optional.empty())
                .taking(only ? settings.data().frames() : 0);
        FaultReport faults = new FaultReport();
        IndexedDataset all = IndexedDataset.load(dataset, limit, faults::add);
        IndexedDataset seeing = seeing(all, faults);
        List<ImageState> states = ImageCheck.hashes(seeing.images(), progress("reading images"));
        IndexedDataset found = ImageCheck.usable(seeing, states, faults::add);
        List<ImageFile> files = ImageFile.of(found, states(seeing, states));
        List<ImageState> tried = cache.tried(files, progress("trying images"));
        IndexedDataset usable = ImageCheck.usable(found, tried, faults::add);
        return new RunData(dataset.format(), dataset.files(), found, files, faults).with(usable);
    }

    /** The samples with as many images as the objective takes. */
    private IndexedDataset seeing(IndexedDataset all, FaultReport faults) {
        if (Objective.of(settings).takesAnyImages()) {
            return all;
        }
        for (int i = 0; i < all.size(); i++) {
            int images = all.imageIndices(i).length;
            if (images == 0) {
                faults.add(new Fault(FaultKind.NO_IMAGE, all.place(i), "the sample has no image to learn from"));
            } else if (images > 1) {
                faults.add(new Fault(
                        FaultKind.SEVERAL_IMAGES,
                        all.place(i),
                        "the sample has " + images + " images, and the objective '"
                                + settings.objective().kind() + "' learns from one"));
            }
        }
        return all.subset(i -> all.imageIndices(i).length == 1);
    }

    private static Map<ImageRef, String> states(IndexedDataset samples, List<ImageState> states) {
        Map<ImageRef, String> hashes = new LinkedHashMap<>();
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i) instanceof ImageState.Found found) {
                hashes.put(samples.images().get(i), found.sha256());
            }
        }
        return hashes;
    }

    private ImageCheck.Progress progress(String what) {
        return (done, total) -> listener.onPreparation(what, done, total);
    }

    /** How the tiles of each image lie; empty where none is cut. */
    private List<TileGrid> grids(RunData data) {
        ImageProcessor processor = backbones.processor();
        List<ImageRef> images = data.samples().images();
        return processor.tiles()
                ? Parallel.map(0, images.size(), i -> {
                    ImageRef image = images.get(i);
                    return processor.grid(image.source().toString(), image.bytes());
                })
                : List.of();
    }

    private List<Encoded> encoded(RunData data, Features first) {
        IndexedDataset samples = data.samples();
        TrainingData encoder = TrainingData.of(settings, backbones, first, grids(data));
        List<Encoded> encoded = new ArrayList<>(samples.size());
        for (int from = 0; from < samples.size(); from += GROUP) {
            encoded.addAll(Parallel.map(from, Math.min(from + GROUP, samples.size()), i -> encoder.encode(samples, i)));
            listener.onPreparation("reading texts", encoded.size(), samples.size());
        }
        return encoded;
    }

    /** The samples of which something can be learnt; what is wrong with the others is noted. */
    private static IndexedDataset fitting(RunData data, List<Encoded> encoded) {
        encoded.stream()
                .filter(each -> each.sample().isEmpty())
                .flatMap(each -> each.fault().stream())
                .forEach(data.leftOut()::add);
        return data.samples().subset(i -> encoded.get(i).sample().isPresent());
    }

    private void requireUsable(RunData training, Map<String, RunData> tests) {
        Tolerance tolerance = settings.data().tolerance();
        String refusals = Stream.concat(Stream.of(training), tests.values().stream())
                .flatMap(data ->
                        tolerance
                                .refusal(
                                        data.samples().name(),
                                        data.leftOut(),
                                        data.samples().size())
                                .stream())
                .collect(Collectors.joining("\n"));
        if (!refusals.isEmpty()) {
            throw new FaultyDataException(refusals);
        }
        training.requireSome();
        tests.values().forEach(RunData::requireSome);
    }
}
