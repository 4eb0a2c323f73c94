package dev.graft.models.data.show;

import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.models.data.boxes.BoundingBox;
import dev.graft.tensors.files.AtomicFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A page of samples with their images, in one HTML file that needs nothing else: no network, no script. A browser is told to
 * load nothing and to run nothing, whatever the data say.
 */
public final class ContactSheet {
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private static final String STYLE = """
            body { font: 14px/1.4 sans-serif; margin: 16px; color: #222; background: #f4f4f4 }
            main { display: grid; grid-template-columns: repeat(auto-fill, minmax(272px, 1fr)); gap: 12px }
            article { background: #fff; border: 1px solid #ddd; padding: 12px; overflow: hidden; overflow-wrap: anywhere }
            p { margin: 4px 0; white-space: pre-wrap; unicode-bidi: isolate }
            .place, .note, figcaption { color: #666; font-size: 12px }
            .question { font-weight: bold }
            .answer { color: #007a53 }
            .choice::before { content: "\\25CB  " }
            .system, .turn { color: #555; border-left: 3px solid #ddd; padding-left: 8px }
            .fault { color: #c03a00 }
            figure { margin: 0 0 8px } figure > div { position: relative; display: inline-block; overflow: hidden }
            img { display: block; max-width: 240px }
            .box { position: absolute; border: 2px solid #e6194b; box-sizing: border-box }
            .box + .box { border-color: #0082c8 } .box + .box + .box { border-color: #f58231 }
            """;

    private ContactSheet() {}

    /** Writes the page, whole or not at all. Images are read one after the other, as many are there as are shown. */
    public static void write(DrawnSamples drawn, Path file) {
        AtomicFiles.write(
                file,
                () -> parts(drawn)
                        .map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)))
                        .iterator());
    }

    private static Stream<String> parts(DrawnSamples drawn) {
        return Stream.of(
                        Stream.of(head(drawn)),
                        drawn.numbers().stream().map(number -> article(drawn, number)),
                        Stream.of("</main></body></html>\n"))
                .flatMap(part -> part);
    }

    private static String head(DrawnSamples drawn) {
        String title = Shown.line(drawn.title());
        Markup page = new Markup()
                .open("html")
                .open("head")
                .empty("meta", "charset", "utf-8")
                .empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .open("title")
                .text(title)
                .close("title");
        Markup body = new Markup()
                .open("body")
                .element("p", "question", title)
                .element("p", "note", "drawn by the seed " + drawn.seed() + ", in the order of the data")
                .element("p", "fault", Shown.line(drawn.leftOut()));
        return "<!DOCTYPE html>\n" + page + "<style>\n" + STYLE + "</style></head>\n" + body + "<main>\n";
    }

    private static String article(DrawnSamples drawn, int number) {
        Sample sample = drawn.samples().get(number);
        Markup page = new Markup().open("article").element("p", "place", SampleText.heading(drawn, number));
        sample.images().stream().limit(Shown.MOST_PARTS).forEach(image -> figure(page, image, sample));
        more(page, sample.images());
        page.element("p", "system", Shown.text(sample.instruction()));
        for (Turn turn : SampleText.last(sample.history())) {
            page.element("p", "turn", Shown.text(turn.question()))
                    .element("p", "turn answer", Shown.text(turn.answer()));
        }
        page.element("p", "question", Shown.text(sample.question()));
        sample.choices().stream()
                .limit(Shown.MOST_PARTS)
                .forEach(choice -> page.element("p", "choice", Shown.text(choice)));
        more(page, sample.choices());
        SampleText.answers(sample).forEach(answer -> page.element("p", "answer", Shown.text(answer)));
        return page.close("article").toString();
    }

    private static void figure(Markup page, PlacedImage image, Sample sample) {
        Thumbnail small = Thumbnail.of(image.image());
        page.open("figure");
        if (!small.uri().isEmpty()) {
            page.open("div").empty("img", "src", small.uri(), "alt", "");
            // Of several images nobody says which one a box is of.
            if (sample.images().size() == 1) {
                boxes(sample)
                        .limit(Shown.MOST_PARTS)
                        .forEach(box -> page.open("div", "class", "box", "style", style(box))
                                .close("div"));
            }
            page.close("div");
        }
        String name = Shown.line(image.image().name() + SampleText.place(image, sample));
        page.element("figcaption", small.uri().isEmpty() ? "fault" : "note", name + ": " + Shown.line(small.text()))
                .close("figure");
    }

    /** All that the question and the answers speak of, as fractions of the image. */
    private static Stream<BoundingBox> boxes(Sample sample) {
        return Stream.of(Stream.of(sample.question()), sample.answers().stream().distinct(), sample.choices().stream())
                .flatMap(texts -> texts)
                .flatMap(text -> BoundingBox.findAll(text).stream())
                .distinct();
    }

    private static String style(BoundingBox box) {
        return String.format(
                Locale.ROOT,
                "left:%.2f%%;top:%.2f%%;width:%.2f%%;height:%.2f%%",
                100 * box.left(),
                100 * box.top(),
                100 * Math.max(0, box.right() - box.left()),
                100 * Math.max(0, box.bottom() - box.top()));
    }

    private static void more(Markup page, List<?> parts) {
        if (parts.size() > Shown.MOST_PARTS) {
            page.element("p", "note", "... and " + (parts.size() - Shown.MOST_PARTS) + " more");
        }
    }
}
