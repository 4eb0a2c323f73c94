package dev.graft.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.adapters.projection.ProjectionSpec;
import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.models.data.DataFiles;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats from outside the project, registered by {@code META-INF/services} alone, are peers of ours. */
class StrangersTest {
    @TempDir
    private Path folder;

    @Test
    void aPartOfDataThatHaveNoneIsRefused() {
        Path file = DataFiles.write(folder.resolve("asked.survey"), "#survey\na.png|what is it?|cat\n");
        Dataset part = Dataset.open(Path.of(file + "#train"));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> IndexedDataset.load(part, 0, fault -> {}));
        assertTrue(refused.getMessage().contains("leave #train out"), refused.getMessage());
    }

    @Test
    void aDataSetIsOpenedByTheNameOfItsFormatAndByItsLook() {
        Path file = DataFiles.write(folder.resolve("asked.survey"), "#survey\na.png|what is it?|cat\n");
        DatasetOptions named = DatasetOptions.DEFAULTS.withFormat(DatasetFormat.of("survey"));
        for (Dataset dataset :
                List.of(Dataset.open(file, named), Dataset.open(file), Dataset.open(folder, DatasetOptions.DEFAULTS))) {
            Sample sample = DataFiles.read(dataset).get(0);
            assertEquals("survey", dataset.format().id());
            assertEquals("what is it?", sample.question());
            assertEquals(
                    folder.resolve("a.png").toString(),
                    sample.image().orElseThrow().source().toString());
        }
    }

    @Test
    void itsNamesStandBehindOurs() {
        List<String> ours = List.of("records", "llava", "messages", "responses", "easy-vqa", "vqa", "pope");
        assertEquals(ours, DatasetFormat.ids().subList(0, ours.size()));
        assertTrue(DatasetFormat.ids().contains("survey"), DatasetFormat.ids().toString());
        List<String> prompts = PromptFormat.names();
        assertEquals("telegram", prompts.get(prompts.size() - 1));
        assertEquals("frozen", prompts.get(0));
    }

    @Test
    void aNameNearlyRightBringsItsOwn() {
        String prompt = assertThrows(InvalidInputException.class, () -> PromptFormat.named("telegramm"))
                .getMessage();
        assertEquals("there is no prompt format 'telegramm'; did you mean 'telegram'?", prompt);
        String data = assertThrows(InvalidInputException.class, () -> DatasetFormat.of("survez"))
                .getMessage();
        assertEquals("unknown data format 'survez'; did you mean 'survey'?", data);
    }

    @Test
    void aModelFolderKeepsTheNameOfItsPrompt() throws IOException {
        BackboneReference backbone = new BackboneReference(BackbonePlace.of(Path.of("backbone")), "b", "0", 8);
        VisionLanguageDescription written = new VisionLanguageDescription(
                ProjectionSpec.MLP,
                PromptFormat.named("telegram"),
                PromptReading.DEFAULT,
                "last",
                4,
                backbone,
                backbone);
        Files.writeString(folder.resolve(ModelFolder.CONFIG), written.toJson());
        PromptFormat read = VisionLanguageDescription.load(folder).prompt();
        assertEquals(
                "{image}what? STOP",
                read.write(Conversation.of("a.png", "what?")).toString());
    }
}
