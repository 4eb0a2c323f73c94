package dev.graft.models.published;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.graft.models.published.systems.Llava;
import dev.graft.testsupport.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on systems names the types that are read and those that are refused; -Dgraft.docs.write=true writes it anew. */
class SystemsPageTest {
    private static final Path FILE = Checkout.root().resolve("docs/systems.md");
    private static final String BEGIN = "<!-- types -->\n";
    private static final String END = "<!-- end of the types -->\n";

    private static String types() {
        List<String> read = new ArrayList<>();
        for (PublishedSystem system : ServiceLoader.load(PublishedSystem.class)) {
            if (system.getClass().getPackage().equals(Llava.class.getPackage())) {
                read.addAll(system.modelTypes());
            }
        }
        StringBuilder text = new StringBuilder("Read are the types ");
        text.append(read.stream().sorted().map(type -> "`" + type + "`").collect(Collectors.joining(", ")));
        text.append(".\n\n| refused | because it |\n|---|---|\n");
        RefusedSystems.REASONS.forEach((type, why) ->
                text.append("| `").append(type).append("` | ").append(why).append(" |\n"));
        return text.toString();
    }

    @Test
    void namesWhatIsReadAndWhatIsRefused() throws IOException {
        String page = Files.readString(FILE).replace("\r\n", "\n");
        String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        String expected = before + types() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("graft.docs.write")) {
            Files.writeString(FILE, expected);
        } else {
            assertEquals(
                    expected,
                    page,
                    "write the page anew: mvn test -pl models -am -Dquick -Dgraft.docs.write=true"
                            + " -Dtest=SystemsPageTest -Dsurefire.failIfNoSpecifiedTests=false");
        }
    }
}
