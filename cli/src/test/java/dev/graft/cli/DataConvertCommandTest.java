package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataConvertCommandTest {
    @TempDir
    Path folder;

    private StringWriter out;
    private StringWriter err;
    private Path data;

    @BeforeEach
    void write() throws IOException {
        ImageIO.write(
                new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("a.png").toFile());
        data = Files.writeString(folder.resolve("data.csv"), """
                image,question,answer,license
                a.png,what?,red,free
                gone.png,what?,blue,free
                """);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path converted = folder.resolve("new/converted");
        assertEquals(Main.BAD_FILE, run(data.toString(), "--output", converted.toString()));
        assertTrue(err.toString().contains("missing image: 1"), err::toString);
        assertFalse(Files.exists(converted));
        assertEquals(Main.DONE, run(data.toString(), "--output", converted.toString(), "--bad", "skip"), err::toString);
        assertEquals("""
                NEW: 1 samples in 1 records about 1 images, format records
                left out: missing image: 1
                not used: 'license' in 2 records
                """, out.toString().replace(converted.toString(), "NEW"));
        assertEquals(
                "{\"id\":\"1\",\"image\":\"a.png\",\"question\":\"what?\",\"answer\":\"red\"}\n",
                Files.readString(converted.resolve("data.jsonl")));
        StringWriter checked = new StringWriter();
        assertEquals(
                Main.DONE,
                Main.run(Main.commandLine().setOut(new PrintWriter(checked)), "data", "check", converted.toString()));
        assertTrue(checked.toString().contains("format records; no faults"), checked::toString);
    }

    @Test
    void wrongUseIsUsage() {
        assertEquals(Main.USAGE, run(data.toString()));
        String output = folder.resolve("out").toString();
        assertEquals(Main.USAGE, run(data.toString(), "--output", output, "--to", "csv"));
        assertTrue(
                err.toString().contains("--to csv can be read but not written; choose one of records, llava, messages"),
                err::toString);
        assertEquals(Main.USAGE, run(data.toString(), "--output", data.toString(), "--bad", "skip"));
        assertEquals(Main.USAGE, run(data.toString(), "--output", folder.toString(), "--bad", "skip"));
        assertTrue(err.toString().contains("is not empty"), err::toString);
    }

    private int run(String... options) {
        out = new StringWriter();
        err = new StringWriter();
        return Commands.run(out, err, List.of("data", "convert"), options);
    }
}
