package dev.graft.models.export.gguf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Between three quotes all stands for itself in a Modelfile (parser/parser.go of Ollama), a line break too. */
class ModelfileTest {
    @Test
    void aLineBreakEndsAnAnswer() {
        String written = new Modelfile("mmproj.gguf", "{{ .Prompt }}", "\n").toString();
        assertTrue(written.contains("PARAMETER stop \"\"\"\n\"\"\"\n"), written);
        assertTrue(written.contains("TEMPLATE \"\"\"{{ .Prompt }}\"\"\"\n"), written);
        assertFalse(new Modelfile("mmproj.gguf", "", "").toString().contains("stop"));
    }
}
