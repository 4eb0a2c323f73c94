package dev.graft.backbones.image;

import dev.graft.backbones.image.webp.WebpFile;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);

    @Test
    void images() throws Exception {
        Fuzzer fuzzer = new Fuzzer("images", REFUSALS, input -> Images.read(input, "x"));
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            fuzzer.seed(picture(format, BufferedImage.TYPE_INT_RGB));
            if (!format.equals("jpg")) {
                fuzzer.seed(picture(format, BufferedImage.TYPE_BYTE_INDEXED));
            }
        }
        fuzzer.words(
                        "IHDR",
                        "IDAT",
                        "PLTE",
                        "tRNS",
                        "iCCP",
                        "IEND",
                        "GIF89a",
                        "BM",
                        "\u00ff\u00d8",
                        "Exif\0\0",
                        "Adobe",
                        "ICC_PROFILE")
                .run();
    }

    @Test
    void webp() throws Exception {
        List<Class<? extends Throwable>> refusals = List.of(IOException.class);
        Fuzzer fuzzer = new Fuzzer("webp", refusals, input -> {
            if (WebpFile.is(input)) {
                WebpFile file = WebpFile.of(input);
                // A large size may be genuine in a small file.
                if ((long) file.width() * file.height() <= 1 << 20) {
                    file.rgb();
                }
            }
        });
        WebpFileTest.cases().forEach(genuine -> fuzzer.seed(genuine.file()));
        fuzzer.words("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ", "RIFF", "WEBP")
                .run();
    }

    private static byte[] picture(String format, int type) throws Exception {
        BufferedImage image = new BufferedImage(9, 7, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(1, 1, 6, 5);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    @Test
    void processorConfigurations() throws Exception {
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("preprocessor-config", REFUSALS, input -> {
                    files.of("preprocessor_config.json", input);
                    ImageProcessor.load(files.folder());
                })
                .seed(Checkout.tiny("clip_vision").resolve("preprocessor_config.json"))
                .seed(Checkout.tiny("vit").resolve("preprocessor_config.json"))
                .words(
                        "shortest_edge",
                        "longest_edge",
                        "height",
                        "width",
                        "crop_size",
                        "image_mean",
                        "do_pad",
                        "resample",
                        "rescale_factor",
                        "image_processor_type",
                        "SiglipImageProcessor",
                        "ViTImageProcessor")
                .run();
    }
}
