package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import dev.graft.testsupport.Checkout;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** An imported model is written as the checkpoint that it came from; what transformers loads scripts/parity/exported.py shows. */
class WholeCheckpointTest extends WholeCheckpointTrial {
    @Test
    void theCheckpointIsWrittenWithTheTrainedAdapter() throws IOException {
        Path out = folder.resolve("out");
        assertEquals(Main.DONE, export(imported, "hf", out), err.toString());
        assertTrue(err.toString().contains("4 tensors of the adapter take the place"), err.toString());
        Map<String, Tensor> before = Safetensors.read(checkpoint.resolve("model.safetensors"));
        Map<String, Tensor> after = Safetensors.read(out.resolve("model.safetensors"));
        assertEquals(before.keySet(), after.keySet());
        Map<String, Tensor> own = Safetensors.read(imported.resolve("model.safetensors"));
        before.forEach((name, tensor) -> {
            boolean adapter = name.contains("multi_modal_projector");
            assertArrayEquals(
                    (adapter ? own.get(name.substring(name.indexOf("multi_modal_projector"))) : tensor).toFloatArray(),
                    after.get(name).toFloatArray(),
                    name);
            assertEquals(adapter, after.get(name).floats().get(0) == 0.125f, name);
        });
        for (String file :
                List.of("chat_template.jinja", "processor_config.json", "tokenizer.json", "generation_config.json")) {
            assertEquals(Files.readString(checkpoint.resolve(file)), Files.readString(out.resolve(file)), file);
        }
    }

    /** With other backbones it is none, whatever weights it begins with. */
    @Test
    void aTrainedModelIsWrittenAsTheCheckpointThatItWentOnWith() throws IOException {
        Path trained = train("trained", "--from", imported.toString());
        Map<String, Tensor> own = Safetensors.read(trained.resolve("model.safetensors"));
        Path kept = trained.resolve("checkpoint");
        for (String file : List.of("config.json", "chat_template.jinja", "origin.json")) {
            assertEquals(
                    Files.readString(imported.resolve("checkpoint").resolve(file)),
                    Files.readString(kept.resolve(file)),
                    file);
        }
        Path out = folder.resolve("out");
        assertEquals(Main.DONE, export(trained, "hf", out), err.toString());
        Map<String, Tensor> before = Safetensors.read(checkpoint.resolve("model.safetensors"));
        Map<String, Tensor> after = Safetensors.read(out.resolve("model.safetensors"));
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, tensor) -> {
            int at = name.indexOf("multi_modal_projector");
            float[] expected = (at < 0 ? tensor : own.get(name.substring(at))).toFloatArray();
            assertArrayEquals(expected, after.get(name).toFloatArray(), name);
            assertEquals(at < 0, Arrays.equals(tensor.toFloatArray(), expected), name);
        });
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                assertTrue(Files.isRegularFile(out.resolve(file.getFileName())), file.toString());
            }
        }

        Path language = folder.resolve("other");
        copy(folder.resolve("language"), language);
        Files.write(language.resolve("onnx/model.onnx"), new byte[] {0x12, 0x01, 'x'}, StandardOpenOption.APPEND);
        String[] parts = {
            "--vision",
            Checkout.tiny("clip_vision").toString(),
            "--language",
            language.toString(),
            "--set",
            "init=" + imported,
            "--set",
            "features=layer:-2,patches"
        };
        assertFalse(Files.exists(train("beside", parts).resolve("checkpoint")), "of another language model");
        parts[3] = folder.resolve("language").toString();
        parts[5] = "init=" + imported.resolve("model.safetensors");
        assertTrue(Files.exists(train("same", parts).resolve("checkpoint/config.json")));
    }

    private Path train(String name, String... more) throws IOException {
        Path data = folder.resolve("data");
        if (Files.notExists(data)) {
            Files.createDirectories(data);
            List<String> records = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
                image.setRGB(0, i, 0xFFFFFF);
                ImageIO.write(image, "png", data.resolve(i + ".png").toFile());
                records.add("{\"image\": \"" + i + ".png\", \"question\": \"w3 w4\", \"answer\": \"w7 w8\"}");
            }
            Files.write(data.resolve("data.jsonl"), records);
        }
        Path output = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("train", "--quiet", "--steps=2", "--batch=2"));
        arguments.addAll(List.of("--data", data.resolve("data.jsonl").toString(), "--output", output.toString()));
        arguments.addAll(List.of("--set", "final_evaluation=0", "--set", "cache=" + folder.resolve("cache")));
        arguments.addAll(List.of(more));
        assertEquals(Main.DONE, graft(arguments.toArray(String[]::new)), err.toString());
        return output;
    }

    /** What says what the model is goes with the model folder; weights may be moved. */
    @Test
    void theCheckpointMayLieElsewhere() throws IOException {
        Path moved = Files.move(checkpoint, folder.resolve("moved"));
        assertTrue(Files.isRegularFile(imported.resolve("checkpoint/config.json")));
        assertFalse(Files.exists(imported.resolve("checkpoint/tokenizer.json")));
        assertEquals(Main.USAGE, export(imported, "hf", folder.resolve("none")));
        assertTrue(err.toString().contains("--vision-weights"), err.toString());
        assertTrue(err.toString().contains("no longer at " + checkpoint), err.toString());
        Path parts = folder.resolve("parts");
        assertEquals(Main.DONE, export(imported, "hf", parts, weights("hf")), err.toString());
        Path out = folder.resolve("out");
        Path weights = moved.resolve("model.safetensors");
        assertEquals(Main.DONE, export(imported, "hf", out, "--checkpoint", weights.toString()), err.toString());
        assertTrue(Files.isRegularFile(out.resolve("tokenizer.json")));
    }

    @Test
    void aModelThatIsAskedOtherwiseIsNotThatCheckpoint() {
        Path other = importWhole("other", "--set", "prompt.template={image}{question}");
        String place = checkpoint.toString();
        assertEquals(Main.USAGE, export(other, "hf", folder.resolve("x"), "--checkpoint", place));
        assertTrue(err.toString().contains("its prompts are"), err.toString());
        assertEquals(
                Main.USAGE,
                export(imported, "hf", folder.resolve("x"), "--checkpoint", place, "--vision-weights", place));
        assertTrue(err.toString().contains("names the weights of both backbones"), err.toString());
    }

    @Test
    void aCheckpointWithOtherBackbonesIsRefused() throws IOException {
        Path file = checkpoint.resolve("model.safetensors");
        Map<String, Tensor> changed = new LinkedHashMap<>();
        Safetensors.read(file).forEach((name, tensor) -> changed.put(name, tensor.copy()));
        changed.forEach((name, tensor) -> {
            if (name.endsWith("layers.1.mlp.down_proj.weight")) {
                tensor.floats().put(grown(tensor).floats());
            }
        });
        save(changed);
        assertEquals(Main.BAD_FILE, export(imported, "hf", folder.resolve("x")));
        assertTrue(err.toString().contains("layers.1.mlp.down_proj.weight"), err.toString());
    }

    /** Its config.json tells the adapter's shapes, and transformers loads what it tells. */
    @Test
    void anAdapterOfOtherShapesIsNotPutIn() throws IOException {
        Path file = checkpoint.resolve("model.safetensors");
        Map<String, Tensor> changed = new LinkedHashMap<>();
        Safetensors.read(file).forEach((name, tensor) -> changed.put(name, tensor.copy()));
        String name = changed.keySet().stream()
                .filter(found -> found.endsWith("multi_modal_projector.linear_1.bias"))
                .findFirst()
                .orElseThrow();
        changed.put(name, Tensor.of(new float[3], 3));
        save(changed);
        String place = checkpoint.toString();
        assertEquals(Main.USAGE, export(imported, "hf", folder.resolve("x"), "--checkpoint", place));
        assertTrue(err.toString().contains("linear_1.bias' of its adapter has the shape ["), err.toString());
        assertTrue(err.toString().contains("and the checkpoint's [3]"), err.toString());
    }

    @Test
    void theFormOfLlavasOwnRepositoryIsNotWritten() throws IOException {
        Path config = imported.resolve("checkpoint/config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\\{", "{\"mm_projector_type\": \"mlp2x_gelu\","));
        assertEquals(Main.USAGE, export(imported, "hf", folder.resolve("x"), "--checkpoint", checkpoint.toString()));
        assertTrue(err.toString().contains("form of LLaVA's own repository"), err.toString());
    }

    /** Its files say nothing of pictures then, and the encoder's folder counts. */
    @Test
    void picturesThatAreOtherwiseThanTheEncodersAreNoticed() throws IOException {
        Files.delete(imported.resolve("checkpoint/processor_config.json"));
        Files.deleteIfExists(imported.resolve("checkpoint/preprocessor_config.json"));
        Path own = imported.resolve("preprocessor_config.json");
        Files.writeString(
                own,
                Files.readString(own).replaceFirst("\"image_mean\" *: *\\[[^\\]]*", "\"image_mean\": [0.1, 0.2, 0.3"));
        assertEquals(Main.USAGE, export(imported, "hf", folder.resolve("x"), "--checkpoint", checkpoint.toString()));
        assertTrue(err.toString().contains("its pictures are prepared by"), err.toString());
    }

    /** Gemma 3's tokenizer_config.json has 1.2 MB; beside weights may lie whatever a user has downloaded. */
    @Test
    void theFilesOfTheCheckpointAreCopiedAndNoOthers() throws IOException {
        Path config = checkpoint.resolve("tokenizer_config.json");
        Files.writeString(config, Files.readString(config) + " ".repeat(2 << 20));
        Path json = checkpoint.resolve("config.json");
        Files.writeString(
                json,
                Files.readString(json)
                        .replaceFirst("\\{", "{\"auto_map\": {\"AutoModel\": [\"modeling_own.Own\", null]},"));
        Files.writeString(checkpoint.resolve("modeling_own.py"), "from .layers_own import Layer\n");
        for (String name : List.of("layers_own.py", "setup.py", "notes.txt", "trainer_state.json", "other.jinja")) {
            Files.writeString(checkpoint.resolve(name), "{}");
        }
        Path large = importWhole("large");
        assertEquals(Files.size(config), Files.size(large.resolve("checkpoint/tokenizer_config.json")));
        Path out = folder.resolve("out");
        assertEquals(Main.DONE, export(large, "hf", out), err.toString());
        for (String name : List.of("tokenizer_config.json", "tokenizer.json", "modeling_own.py", "layers_own.py")) {
            assertTrue(Files.isRegularFile(out.resolve(name)), name);
        }
        for (String name : List.of("setup.py", "notes.txt", "trainer_state.json", "other.jinja", "origin.json")) {
            assertFalse(Files.exists(out.resolve(name)), name);
        }
    }
}
