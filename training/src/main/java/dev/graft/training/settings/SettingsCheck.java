package dev.graft.training.settings;

import dev.graft.graph.runtime.Device;
import dev.graft.models.prompt.PromptTemplate;
import dev.graft.models.source.Reference;
import dev.graft.models.visual.VisualLayout;
import dev.graft.tensors.InvalidInputException;
import java.util.Map;
import java.util.function.Supplier;

/** Checks that settings go together and that every name among them is known. */
final class SettingsCheck {
    private final TrainingSettings settings;

    SettingsCheck(TrainingSettings settings) {
        this.settings = settings;
    }

    void run() {
        Declarations.values(settings).forEach(this::path);
        check(
                "output",
                !settings.output().equals("-"),
                "a folder (./- for one of that name), since - stands for standard output",
                settings.output());
        check("features", () -> settings.backbones().visionFeatures());
        check("layout", () -> VisualLayout.parse(settings.backbones().layout()));
        check("max_visual_tokens", () -> settings.backbones().visualLayout());
        check("device", () -> Device.parse(settings.runtime().device()));
        check("data.format", () -> settings.data().datasetFormat());
        PromptSettings prompt = settings.prompt();
        if (!prompt.format().isEmpty()) {
            check("prompt.format", prompt::promptFormat);
        }
        if (prompt.format().isEmpty() && !prompt.chatTemplate().isEmpty()) {
            check("prompt.chat_template", prompt::promptFormat);
        }
        check("prompt.generation", prompt::generationSettings);
        prompt.generationConfig();
        check("prompt.template", () -> new PromptTemplate(prompt.template(), PromptTemplate.ANSWER));
        check("prompt.answer", () -> new PromptTemplate(PromptTemplate.IMAGE, prompt.answer()));
        adapter();
        check("trained", () -> settings.start().trainedParameters());
        int batch = settings.batch();
        int micro = settings.microBatch();
        check("micro_batch", micro <= batch, "at most 'batch', " + batch, micro);
        scored("validation_answers", settings.validation().answers());
        scored("validation_samples", settings.validation().samples());
        scored("data.validation", settings.data().validation());
        settings.schedule().check(settings.steps(), settings.optimizer().learningRate());
    }

    private void path(String key, Object value) {
        Declaration declaration = Declarations.of(key);
        if (declaration.required() && value.equals("")) {
            throw new InvalidInputException("'" + key + "' is not given: " + declaration.help());
        }
        if (declaration.path()) {
            Draft.parts(declaration, (String) value).forEach(Reference::parse);
        }
    }

    /** All that is given of an adapter together; what is refused in the same words alone has a key that can be named. */
    private void adapter() {
        AdapterSettings adapter = settings.adapter();
        try {
            adapter.spec();
        } catch (InvalidInputException together) {
            AdapterSettings kind = new AdapterSettings(Map.of(AdapterSettings.KIND, adapter.kind()));
            adapter.given().forEach((name, value) -> {
                try {
                    kind.with(name, value).spec();
                } catch (InvalidInputException alone) {
                    if (alone.getMessage().equals(together.getMessage())) {
                        throw named(AdapterSettings.PREFIX + name, together);
                    }
                }
            });
            throw together;
        }
    }

    private void scored(String key, Number most) {
        boolean right = settings.validation().bestBy() == BestBy.LOSS || most.doubleValue() > 0;
        check(key, right, "above 0 where 'best_by' is accuracy", most);
    }

    private static <T> T check(String key, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (InvalidInputException e) {
            throw named(key, e);
        }
    }

    private static InvalidInputException named(String key, InvalidInputException failure) {
        return new InvalidInputException("setting '" + key + "': " + failure.getMessage(), failure);
    }

    private static void check(String key, boolean right, String expected, Object found) {
        if (!right) {
            throw new InvalidInputException("setting '" + key + "' must be " + expected + ", found " + found);
        }
    }
}
