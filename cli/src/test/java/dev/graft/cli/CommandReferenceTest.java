package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on the commands says what the commands say. After a change, -Dgraft.docs.write=true writes it anew. */
class CommandReferenceTest {
    @Test
    void pageSaysWhatTheCommandsSay() throws IOException {
        Path page = Repository.root().resolve("docs/reference/commands.md");
        if (Boolean.getBoolean("graft.docs.write")) {
            Files.writeString(page, CommandReference.markdown());
        }
        assertEquals(
                CommandReference.markdown(),
                Files.readString(page),
                "write the page anew: mvn test -pl cli -am -Dquick -Dgraft.docs.write=true -Dtest=CommandReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false");
    }
}
