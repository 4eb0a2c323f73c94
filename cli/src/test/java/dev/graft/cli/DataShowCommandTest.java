package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataShowCommandTest {
    @TempDir
    Path folder;

    private StringWriter out;
    private StringWriter err;

    @Test
    void textTellsAllOfASample() throws IOException {
        String chat = """
                {"id": "7", "image": ["a.png", "b.png"], "conversations": [{"from": "system", "value": "Be brief."},\
                 {"from": "human", "value": "<image>\\nWhat?"}, {"from": "gpt", "value": "A\\u001b[2J dog."},\
                 {"from": "human", "value": "And <image> here?"}, {"from": "gpt", "value": "Two.\\nReally."}]}
                broken
                """;
        Path data = Files.writeString(folder.resolve("data.jsonl"), chat);
        assertEquals(Main.DONE, run(data.toString(), "--validation", "0"), err::toString);
        assertEquals("""
                DATA: 2 of 2 samples about 2 images, format llava

                data.jsonl:1, id 7, training
                  image     a.png
                  system    Be brief.
                  question  What?
                  answer    A\\u001b[2J dog.

                data.jsonl:1, id 7, training
                  image     a.png
                  image     b.png (turn 2, after 4 letters)
                  system    Be brief.
                  before    What?
                            A\\u001b[2J dog.
                  question  And  here?
                  answer    Two.
                            Really.
                """, out.toString().replace(data.toString(), "DATA"));
        assertTrue(err.toString().startsWith("left out: malformed record: 1; 'graft data check'"), err::toString);
    }

    @Test
    void aPageIsOneFile() throws IOException {
        Path data = Files.writeString(
                folder.resolve("data.jsonl"), "{\"image\": \"a.png\", \"caption\": \"a dog\"}\n".repeat(100));
        Path page = folder.resolve("sheet.html");
        assertEquals(Main.DONE, run(data.toString(), "--output", page.toString()), err::toString);
        assertEquals(60, Files.readString(page).split("<article>").length - 1);
        assertEquals("60 samples are in " + page + "\n", out.toString());
        assertEquals(Main.DONE, run(data.toString(), "--output", page.toString(), "--count", "3"), err::toString);
        assertEquals(3, Files.readString(page).split("<article>").length - 1);
        assertEquals(Main.USAGE, run(data.toString(), "--count", "1001"));
        assertTrue(err.toString().contains("--count must be at most 1000"), err::toString);
        String nowhere = folder.resolve("none/sheet.html").toString();
        assertEquals(Main.USAGE, run(data.toString(), "--output", nowhere));
        assertTrue(err.toString().contains("there is no folder"), err::toString);
    }

    private int run(String... options) {
        out = new StringWriter();
        err = new StringWriter();
        return Commands.run(out, err, List.of("data", "show"), options);
    }
}
