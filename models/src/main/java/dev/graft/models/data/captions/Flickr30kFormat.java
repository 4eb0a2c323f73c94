package dev.graft.models.data.captions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.DataText;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFolder;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.LineReader;
import dev.graft.models.data.records.RecordDataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flickr30k's and Flickr8k's {@code *.token}: a line for each caption, {@code 1000092795.jpg#0}, a tab and the caption. */
public final class Flickr30kFormat implements DatasetFormat {
    private static final Pattern LINE = Pattern.compile("([^\\t#]+\\.\\w+)#(\\d+)\\t(.*)");

    @Override
    public String id() {
        return "flickr30k";
    }

    @Override
    public String look() {
        return "Flickr30k's lines 'image.jpg#0', tab, caption";
    }

    @Override
    public Match match(FirstRecord first) {
        if (first.shape() != FirstRecord.Shape.UNREADABLE && first.shape() != FirstRecord.Shape.OTHER) {
            return Match.NO;
        }
        try (BufferedReader text = new BufferedReader(DataText.open(first.file()))) {
            char[] start = new char[512];
            int length = Math.max(0, text.read(start));
            return LINE.matcher(new String(start, 0, length)).lookingAt() ? Match.YES : Match.NO;
        } catch (IOException e) {
            return Match.NO;
        }
    }

    @Override
    public boolean hasName(String fileName) {
        return fileName.endsWith(".token");
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(
                this, options, List.of(file), () -> new LineReader(file, Flickr30kFormat::fields), () -> {
                    ImageFolder folder = new ImageFolder(RecordDataset.folder(file, options));
                    return record -> List.of(new Draft(record, record.text("image") + "#" + record.text("number"))
                            .image(folder.find(record, List.of(record.text("image"))))
                            .answers(List.of(record.filledTextOf(record.get("caption"), "the caption")))
                            .sample());
                });
    }

    private static ObjectNode fields(JsonRecord line) {
        Matcher parts = LINE.matcher(line.node().textValue());
        if (!parts.matches()) {
            throw line.error(FaultKind.MALFORMED, "expected image#number, a tab and a caption");
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("image", parts.group(1))
                .put("number", parts.group(2))
                .put("caption", parts.group(3));
    }
}
