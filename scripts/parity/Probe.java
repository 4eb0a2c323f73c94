import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.image.Images;
import dev.graft.backbones.image.PreparedImage;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.EncodedPrompt;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualPart;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model folder computes on the way to its answers: {@code Probe MODEL JOBS OUTPUT}.
 *
 * <p>JOBS has a line for each question: picture, most tokens of the answer, the question in Base64, tabs between. OUTPUT gets
 * {@code tensors.safetensors} with pixels, features and visual tokens of each picture, and {@code answers.tsv} with the prompt's
 * token ids (-1 for a visual token) and the answer in Base64 for each question, written as the model's own files say.
 */
public final class Probe {
    public static void main(String[] arguments) throws Exception {
        Path output = Path.of(arguments[2]);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, SeenImage> seen = new HashMap<>();
        List<String> answers = new ArrayList<>();
        try (VisionLanguageModel model = VisionLanguageModel.load(Path.of(arguments[0]))) {
            for (String line : Files.readAllLines(Path.of(arguments[1]))) {
                String[] job = line.split("\t", -1);
                SeenImage visual = look(model, Path.of(job[0]), tensors, seen);
                String question = new String(Base64.getDecoder().decode(job[2]), StandardCharsets.UTF_8);
                answers.add(ask(model, visual, question, Integer.parseInt(job[1])));
            }
        }
        Safetensors.write(output.resolve("tensors.safetensors"), tensors, Map.of());
        Files.write(output.resolve("answers.tsv"), answers);
    }

    private static SeenImage look(
            VisionLanguageModel model, Path picture, Map<String, Tensor> tensors, Map<String, SeenImage> seen) {
        String name = picture.getFileName().toString();
        return seen.computeIfAbsent(name, fresh -> {
            PreparedImage prepared = model.processor().prepare(Images.read(picture));
            Tensor features = model.vision().encode(prepared);
            SeenImage image = model.see(List.of(new EncodedImage(features, prepared.grid())))
                    .get(0);
            boolean square = prepared.grid().square();
            tensors.put(name + ".pixels", square ? withoutLast(prepared.pixels()) : prepared.pixels());
            tensors.put(name + ".features", square ? withoutLast(features) : features);
            tensors.put(name + ".visual", image.tokens());
            return image;
        });
    }

    /** Without the square that only several pictures of one prompt are shown as. */
    private static Tensor withoutLast(Tensor tiles) {
        long[] shape = tiles.shape();
        int left = Math.toIntExact(tiles.size() / shape[0] * (shape[0] - 1));
        shape[0]--;
        return Tensor.of(Arrays.copyOf(tiles.toFloatArray(), left), shape);
    }

    private static String ask(VisionLanguageModel model, SeenImage image, String question, int most) {
        Conversation<SeenImage> conversation = Conversation.of(image, question);
        PromptFormat format = model.description().prompt();
        Prompt<VisualSequence> prompt = format.write(conversation).map(SeenImage::sequence);
        EncodedPrompt encoded = PromptEncoder.of(
                        model.tokenizer(), model.language(), model.description().reading())
                .encode(VisualSequence.expand(prompt), VisualPart.Run::tokens);
        long[] ids = encoded.ids().clone();
        encoded.images().forEach(span -> Arrays.fill(ids, span.start(), span.start() + span.tokens(), -1));
        GenerationOptions own = model.generation().options().withDrawing(Drawing.NONE);
        String answer = model.answerSeeing(conversation, own.withMaxTokens(most), piece -> {});
        return Arrays.toString(ids) + "\t"
                + Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8));
    }
}
