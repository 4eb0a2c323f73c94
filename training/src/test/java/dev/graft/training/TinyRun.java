package dev.graft.training;

import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.WordTokenizer;
import dev.graft.training.settings.TrainingSettings;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** A vision encoder, a language model and data of a few kilobytes, with which a whole run takes a moment. */
public final class TinyRun {
    public static final int IMAGES = 30;
    public static final int TOKENS = 4;
    public static final int VISION_WIDTH = 16;
    private static final int TEXT_WIDTH = 12;
    private static final List<String> WORDS =
            List.of("<unk>", "</s>", "what", "color", "is", "it", "?", "red", "green", "blue", "sure");
    private static final Map<String, Color> COLORS = Map.of("red", Color.RED, "green", Color.GREEN, "blue", Color.BLUE);

    public final Path vision;
    public final Path language;
    public final Path data;

    private TinyRun(Path folder) {
        vision = folder.resolve("vision");
        language = folder.resolve("language");
        data = folder.resolve("data");
    }

    /** What an earlier call of {@link #in} wrote. */
    public static TinyRun at(Path folder) {
        return new TinyRun(folder);
    }

    /** Writes everything into a folder. */
    public static TinyRun in(Path folder) throws IOException {
        TinyRun run = new TinyRun(folder);
        run.writeVision(1);
        run.writeLanguage(2);
        run.writeData();
        return run;
    }

    /** Settings of a run of a few steps, whose output folder lies beside the rest. */
    public TrainingSettings settings(String output) {
        Path folder = vision.getParent();
        return TrainingSettings.DEFAULTS
                .with("vision", vision.toString())
                .with("language", language.toString())
                .with("data.path", data.toString())
                .with("output", folder.resolve(output).toString())
                .with("cache", folder.resolve("cache").toString())
                .with("prompt.template", "{question}{image}")
                .with("data.validation", "0.3")
                .with("steps", "30")
                .with("batch", "8")
                .with("optimizer.learning_rate", "0.02")
                .with("validate_every", "7")
                .with("checkpoint_every", "5");
    }

    public void writeVision(long seed) throws IOException {
        GraphBuilder g = new GraphBuilder("vision");
        Random random = new Random(seed);
        Value pixels = g.input("pixel_values", ElementType.FLOAT, "batch", 3, 8, 8);
        Value kernel = g.constant("kernel", weights(random, 0.3, VISION_WIDTH, 3, 4, 4));
        Value patches = g.op("Conv", Map.of("strides", new long[] {4, 4}), pixels, kernel);
        g.output(
                "last_hidden_state",
                patches.reshape(0, VISION_WIDTH, TOKENS).transpose(0, 2, 1).tanh());
        write(vision, g, "{\"model_type\": \"tiny\", \"image_size\": 8, \"hidden_size\": " + VISION_WIDTH + "}");
        Files.writeString(vision.resolve("preprocessor_config.json"), """
                {"do_resize": true, "size": {"height": 8, "width": 8}, "resample": 2, "do_rescale": true,
                 "rescale_factor": 0.00392156862745098, "do_normalize": true, "image_mean": [0.5, 0.5, 0.5],
                 "image_std": [0.5, 0.5, 0.5]}""");
    }

    public void writeLanguage(long seed) throws IOException {
        writeLanguage(seed, TEXT_WIDTH, 24);
    }

    /** One of another size, such as with matrices that are large enough to be rounded. */
    public void writeLanguage(long seed, int width, int hiddenWidth) throws IOException {
        GraphBuilder g = new GraphBuilder("language");
        Random random = new Random(seed);
        Value ids = g.input("input_ids", ElementType.INT64, "batch", "tokens");
        Value table = g.constant("table", table(random, width));
        Value hidden = g.constant("hidden", weights(random, Math.sqrt(3.0 / width), width, hiddenWidth));
        Value head = g.constant("head", weights(random, Math.sqrt(6.0 / hiddenWidth), hiddenWidth, WORDS.size()));
        Value ending = g.constant("ending", ending(width));
        Value embeds = table.gather(ids, 0);
        g.output("logits", embeds.matMul(hidden).tanh().matMul(head).add(embeds.matMul(ending)));
        write(
                language,
                g,
                "{\"model_type\": \"tiny\", \"eos_token_id\": 1, \"max_position_embeddings\": 64, \"hidden_size\": "
                        + width + ", \"vocab_size\": " + WORDS.size() + "}");
        WordTokenizer.write(language, WORDS);
    }

    private void writeData() throws IOException {
        Files.createDirectories(data);
        StringBuilder lines = new StringBuilder();
        List<String> names = COLORS.keySet().stream().sorted().toList();
        for (int i = 0; i < IMAGES; i++) {
            String color = names.get(i % names.size());
            writeImage(data.resolve(i + ".png"), COLORS.get(color), i);
            lines.append("{\"image\": \"%d.png\", \"question\": \"what color is it?\", \"answer\": \"%s\"}\n"
                    .formatted(i, color));
        }
        Files.writeString(data.resolve("questions.jsonl"), lines);
    }

    public static void writeImage(Path file, Color color, int detail) throws IOException {
        BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, 12, 10);
        graphics.setColor(Color.GRAY);
        graphics.fillRect(detail % 9, detail % 7, 3, 3);
        graphics.dispose();
        image.setRGB(0, 0, detail);
        ImageIO.write(image, "png", file.toFile());
    }

    private static void write(Path folder, GraphBuilder graph, String config) throws IOException {
        Files.createDirectories(folder.resolve("onnx"));
        OnnxFile.write(graph.build(), folder.resolve("onnx").resolve("model.onnx"));
        Files.writeString(folder.resolve("config.json"), config);
    }

    /** Embeddings whose first number is one for the words that are answers, and zero for others. */
    private static Constant table(Random random, int width) {
        Tensor table = weights(random, 1, WORDS.size(), width).tensor();
        for (int word = 0; word < WORDS.size(); word++) {
            table.floats().put(word * width, COLORS.containsKey(WORDS.get(word)) ? 1 : 0);
        }
        return Constant.of(table);
    }

    /** After an answer the text ends, as a language model has learnt before. */
    private static Constant ending(int width) {
        Tensor ending = Tensor.allocate(ElementType.FLOAT, width, WORDS.size());
        ending.floats().put(WORDS.indexOf("</s>"), 20);
        return Constant.of(ending);
    }

    private static Constant weights(Random random, double scale, long... shape) {
        float[] values = new float[(int) Tensor.elementCount(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return Constant.of(Tensor.of(values, shape));
    }
}
