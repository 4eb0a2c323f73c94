package dev.graft.training.recipe;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.Parameter;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import dev.graft.training.answering.LanguageModelling;
import dev.graft.training.imagetext.ImageTextObjective;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.TrainingSettings;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The presets say what was published. */
class PresetTest {
    private static Recipe published(String preset) {
        return RecipeFile.of(Preset.of(preset)).recipe(false);
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void everyOneResolves(Preset preset) {
        RecipeFile file = RecipeFile.of(preset);
        assertFalse(file.about().description().isBlank());
        assertFalse(file.about().system().isBlank());
        Recipe own = file.recipe(false);
        if (!file.hasSmall()) {
            assertDoesNotThrow(own::check);
            return;
        }
        assertTrue(own.isOpen(), "the backbones are the user's");
        assertFalse(file.about().notes().isEmpty());
        Recipe given = own.with("vision", "v")
                .with("language", "l")
                .with("data.path", "builtin:shapes/train/questions.jsonl")
                .with("output", "o");
        if (preset == Preset.MINIGPT4) {
            String message =
                    assertThrows(InvalidInputException.class, given::check).getMessage();
            assertTrue(message.contains("'init'"), "its Q-Former must come from somewhere: " + message);
        }
        assertDoesNotThrow(() -> given.with("init", "w").check());
        Recipe small = file.recipe(true);
        assertDoesNotThrow((preset == Preset.BLIP2_T5 ? small.with("language", "t5") : small)::check);
        small.stages().stream()
                .skip(Math.max(0, small.stages().size() - 2))
                .forEach(
                        stage -> assertTrue(Objective.of(stage.settings()) instanceof LanguageModelling, stage.name()));
    }

    /** The published sizes, of which the number of weights follows: widths of the vision encoder and the language model. */
    @ParameterizedTest
    @CsvSource({
        "frozen,    3, 50176,   4096",
        "limber,    3072, 144, 4096",
        "clipcap,   512,  1,   768",
        "mapl,      1024, 257, 4096",
        "llava,     1024, 576, 4096",
        "llava-v1,  1024, 256, 5120",
        "tinyllava, 1152, 729, 2560",
        "blip2,     1408, 257, 2560",
        "blip2-t5,  1408, 257, 4096",
        "minigpt4,  1408, 257, 4096",
        "qwen-vl,   1664, 256, 4096",
    })
    void trainsAsManyWeightsAsPublished(String preset, int visionWidth, int features, int languageWidth) {
        String expected = RecipeFile.of(Preset.of(preset)).about().parameters();
        TrainingSettings settings = published(preset).last();
        Adapter adapter = settings.adapter().spec().create(visionWidth, features, languageWidth);
        Set<String> trained = settings.start().trainedParameters().of(adapter);
        long count = adapter.parameters().stream()
                .filter(parameter -> trained.contains(parameter.name()))
                .mapToLong(PresetTest::size)
                .sum();
        assertEquals(expected.split(" ")[0], String.format(Locale.ROOT, "%,d", count));
    }

    private static long size(Parameter parameter) {
        return Tensor.elementCount(parameter.shape());
    }

    /** As in the papers: steps, warm-up in steps, batch, peak and minimum of the rate, decay of the squares, weight decay. */
    @ParameterizedTest
    @CsvSource({
        "frozen,    '',         23438,  0,    128,   3e-4, 0,    0.95,  0",
        "limber,    '',         15000,  450,  256,   8e-4, 0,    0.999, 0",
        "clipcap,   '',         141690, 5000, 40,    2e-5, 0,    0.999, 0",
        "mapl,      '',         15000,  1500, 128,   3e-4, 0,    0.95,  0.01",
        "llava,     pretrain,   2181,   65,   256,   1e-3, 0,    0.999, 0",
        "llava,     instruct,   5198,   156,  128,   2e-5, 0,    0.999, 0",
        "llava-v1,  '',         4652,   140,  128,   2e-3, 0,    0.999, 0",
        "tinyllava, pretrain,   2181,   65,   256,   1e-3, 0,    0.999, 0",
        "tinyllava, instruct,   5198,   156,  128,   2e-5, 0,    0.999, 0",
        "blip2,     represent,  250000, 2000, 1680,  1e-4, 1e-5, 0.98,  0.05",
        "blip2,     generate,   80000,  2000, 1920,  1e-4, 5e-5, 0.98,  0.05",
        "blip2-t5,  generate,   80000,  2000, 1520,  1e-4, 5e-5, 0.98,  0.05",
        "minigpt4,  align,      20000,  5000, 256,   1e-4, 8e-5, 0.999, 0.05",
        "minigpt4,  finetune,   400,    80,   12,    3e-5, 1e-5, 0.999, 0.05",
        "qwen-vl,   pretrain,   50000,  500,  30720, 2e-4, 1e-6, 0.98,  0.05",
        "qwen-vl,   multitask,  19000,  400,  4096,  5e-5, 1e-5, 0.98,  0.05",
        "qwen-vl,   chat,       8000,   3000, 128,   1e-5, 1e-6, 0.98,  0.05",
    })
    void followsThePaper(
            String preset,
            String stage,
            int steps,
            long warmup,
            int batch,
            double peak,
            double minimum,
            double beta2,
            double decay) {
        TrainingSettings settings = stage(preset, stage);
        assertEquals(steps, settings.steps());
        assertEquals(warmup, settings.schedule().warmupSteps(settings.steps()));
        assertEquals(batch, settings.batch());
        assertEquals(peak, settings.optimizer().learningRate());
        assertEquals(minimum, settings.schedule().minimum());
        assertEquals(0.9, settings.optimizer().beta1());
        assertEquals(beta2, settings.optimizer().beta2());
        assertEquals(decay, settings.optimizer().weightDecay());
    }

    /** BLIP-2 trains its Q-Former with BERT's dropout; MiniGPT-4's is frozen and drops nothing. */
    @ParameterizedTest
    @CsvSource({"blip2, represent, 0.1", "blip2-t5, generate, 0.1", "minigpt4, align, 0"})
    void dropsAsPublished(String preset, String stage, double dropout) {
        assertEquals(dropout, ((QFormerSpec) stage(preset, stage).adapter().spec()).dropout());
    }

    private static TrainingSettings stage(String preset, String name) {
        return published(preset).stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow()
                .settings();
    }

    @Test
    void theWarmUpOfAShorterRunShrinksWithIt() {
        Recipe shorter = published("minigpt4").with("steps", "200");
        TrainingSettings first = shorter.stages().get(0).settings();
        assertEquals(50, first.schedule().warmupSteps(first.steps()));
    }

    @Test
    void stagesLearnByWhatWasPublished() {
        assertTrue(Objective.of(stage("blip2", "represent")) instanceof ImageTextObjective);
        assertTrue(Objective.of(stage("blip2", "generate")) instanceof LanguageModelling);
        assertEquals(
                "blip2-opt", stage("blip2", "generate").prompt().promptFormat().id());
        assertEquals(
                "minigpt4",
                stage("minigpt4", "finetune").prompt().promptFormat().id());
        assertEquals(
                "qwen-vl-chat", stage("qwen-vl", "chat").prompt().promptFormat().id());
        assertEquals(
                "language_projection.*",
                stage("minigpt4", "align").start().trainedParameters().toString());
        assertEquals(1, stage("qwen-vl", "pretrain").optimizer().clipNorm());
        assertEquals(1e-6, stage("qwen-vl", "pretrain").optimizer().epsilon());
    }
}
