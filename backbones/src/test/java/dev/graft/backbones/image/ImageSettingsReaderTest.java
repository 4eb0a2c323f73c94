package dev.graft.backbones.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSettingsReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'do_resise': true}|'do_resise' is not a field of an image processor that is known; did you mean 'do_resize'?",
                "{'patch_grid_pinpoints': []}|'patch_grid_pinpoints' is not a field of an image processor that is known. Remove it",
                "{'do_image_splitting': true}|'do_image_splitting' is true: it cuts pictures into tiles, which is not supported.",
                "{'do_reduce_labels': true}|'do_reduce_labels' is true: it renumbers the labels of segmentation",
                "{'image_processor_type': 'FuyuImageProcessor'}|'image_processor_type' is 'FuyuImageProcessor', whose",
                "{'size': {'longest_edge': 5}}|'size' must have the keys height and width, or shortest_edge with or without",
                "{'size': {'height': 0, 'width': 3}}|'height' must be a number from 1 to 1048576, but is 0",
                "{'size': {'height': 2.5, 'width': 3}}|'height' must be a whole number, but is 2.5",
                "{'size': 'big'}|'size' must be a whole number, but is 'big'",
                "{'size': [1,2,3]}|'size' must be [height, width], but is [1,2,3]",
                "{'do_resize': true}|'size' is needed with do_resize",
                "{'do_resize': 1}|'do_resize' must be true or false, but is 1",
                "{'size': 5, 'resample': 7}|'resample' must be a filter's code: 0 nearest, 1 lanczos, 2 bilinear, 3 bicubic,",
                "{'do_center_crop': true}|'crop_size' is needed with do_center_crop",
                "{'do_center_crop': true, 'crop_size': {'shortest_edge': 3}}|'crop_size' must have the keys height and width;",
                "{'do_normalize': true}|'image_mean' is needed with do_normalize",
                "{'image_mean': [0, 0, 0]}|'image_std' is needed with do_normalize",
                "{'image_mean': 0, 'image_std': [1, 0, 1]}|'image_std' must not have zeros, but is [1.0, 0.0, 1.0]",
                "{'image_mean': [1, 2], 'image_std': 1}|'image_mean' must be three numbers, for red, green and blue, but is [1,2]",
                "{'image_mean': [1, 2, 'x'], 'image_std': 1}|'image_mean' must be a number, but is 'x'",
                "{'size': {'shortest_edge': 9}, 'crop_pct': 0}|'crop_pct' must be above 0 and at most 1, but is 0.0",
                "{'size': 9, 'size_divisor': 4}|'size_divisor' has no meaning here",
                "{'data_format': 'channels_last'}|'data_format' is 'channels_last'; encoders get [images, channels, height, width]",
                "{'size': 9, 'size': 8}|is not valid JSON: 'size' is there twice; leave one of them out (line 1",
                "{'size': 9} x|is not valid JSON: ",
                "[1]|expected a JSON object {...}",
            })
    void whatIsWrongIsNamed(String config, String message) throws IOException {
        ModelFileException e = assertThrows(ModelFileException.class, () -> read(config.replace('\'', '"')));
        String found = e.getMessage().replace('"', '\'');
        assertTrue(found.startsWith("[" + folder), found);
        assertTrue(found.contains("] " + message) || found.contains(" size] " + message), found);
    }

    @Test
    void aFolderWithoutConfigurationSaysWhatToDo() {
        assertEquals(
                "[" + folder + "] has no preprocessor_config.json, nor a processor_config.json with a block "
                        + "\"image_processor\", so it is not known how pictures are prepared; copy the file from the "
                        + "model's page, or write one with \"size\", \"image_mean\" and \"image_std\"",
                assertThrows(ModelFileException.class, () -> ImageSettingsReader.read(folder))
                        .getMessage());
    }

    /** Of what the folder's other files say nothing is lost. */
    @Test
    void aCopyAloneSaysTheSame() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"deit\"}");
        String settings = read("{\"do_pad\": false}").fingerprint();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.writeString(copy.resolve("preprocessor_config.json"), ImageProcessor.configuration(folder));
        assertEquals(settings, ImageSettingsReader.read(copy).fingerprint());
    }

    @Test
    void metadataAndSwitchesThatAreOffAreTolerated() throws IOException {
        String settings = read("{\"size\": 9, \"image_mean\": 0, \"image_std\": 1, \"processor_class\": \"P\","
                        + " \"auto_map\": {}, \"_valid_processor_keys\": [\"images\"], \"do_convert_rgb\": true,"
                        + " \"do_reduce_labels\": false, \"do_image_splitting\": null, \"crop_size\": null,"
                        + " \"data_format\": \"channels_first\", \"input_data_format\": null, \"num_channels\": 3}")
                .fingerprint();
        assertEquals(
                "rgb8 resize=Exact[size=9x9]/BILINEAR scale=0.00392156862745098 mean=[0.0, 0.0, 0.0] std=[1.0, 1.0, 1.0]",
                settings);
    }

    @Test
    void damagedFilesFailOnlyWithAnErrorThatNamesThem() throws IOException {
        String[] values = {
            "null",
            "true",
            "-1",
            "0",
            "3",
            "224",
            "1e99",
            "99999999999999999999",
            "0.5",
            "\"x\"",
            "[]",
            "{}",
            "[1,2]",
            "[0.5,0.5,0.5]",
            "{\"height\":3,\"width\":4}",
            "{\"shortest_edge\":3}",
            "{\"height\":{}}",
            "NaN"
        };
        String[] fields = {
            "do_resize",
            "size",
            "default_to_square",
            "max_size",
            "size_divisor",
            "resample",
            "crop_pct",
            "do_center_crop",
            "crop_size",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std",
            "include_top",
            "do_pad",
            "pad_size",
            "image_processor_type",
            "feature_extractor_type",
            "data_format",
            "num_channels",
            "do_convert_rgb",
            "unknown"
        };
        Random random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            StringBuilder json = new StringBuilder("{");
            for (int k = random.nextInt(6); k >= 0; k--) {
                json.append('"').append(fields[random.nextInt(fields.length)]).append("\": ");
                json.append(values[random.nextInt(values.length)]).append(k == 0 ? "}" : ", ");
            }
            if (random.nextInt(4) == 0) {
                json.setCharAt(random.nextInt(json.length()), (char) random.nextInt(256));
            }
            byte[] bytes = json.toString().getBytes(StandardCharsets.ISO_8859_1);
            Files.write(folder.resolve("preprocessor_config.json"), bytes);
            Files.write(
                    folder.resolve("config.json"),
                    random.nextInt(9) == 0 ? bytes : "{}".getBytes(StandardCharsets.ISO_8859_1));
            try {
                ImageProcessor.load(folder).fingerprint();
            } catch (ModelFileException e) {
                assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
            }
        }
    }

    private ImageSettings read(String config) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), config);
        return ImageSettingsReader.read(folder);
    }
}
