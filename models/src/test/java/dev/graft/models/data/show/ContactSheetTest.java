package dev.graft.models.data.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

/** A page is read by a parser of its own, which says what became of the data in it. */
class ContactSheetTest {
    private static final String HOSTILE =
            "</p><script>alert(1)</script><img src=x onerror='alert(2)'> \\\" & &lt; ]]> -->";

    @TempDir
    Path folder;

    @Test
    void nothingOfTheDataBecomesMarkup() throws Exception {
        image("a.png", 30, 20);
        String name = "\\\"><script>alert(3)</script>.png";
        Document page =
                page("""
                {"id": "HOSTILE", "image": "a.png", "question": "HOSTILE", "answers": ["HOSTILE", "\\u001b[31m\\u202ered"],
                 "question_type": "HOSTILE"}
                {"image": "NAME", "caption": "HOSTILE"}
                """.replace(",\n ", ", ").replace("HOSTILE", HOSTILE).replace("NAME", name), 10);
        Set<String> elements = new TreeSet<>();
        Set<String> attributes = new TreeSet<>();
        all(page, "*").forEach(element -> {
            elements.add(element.getTagName());
            NamedNodeMap of = element.getAttributes();
            for (int i = 0; i < of.getLength(); i++) {
                attributes.add(of.item(i).getNodeName());
                assertTrue(!of.item(i).getNodeValue().contains("alert"), of.item(i)::toString);
            }
        });
        assertEquals(
                "[article, body, div, figcaption, figure, head, html, img, main, meta, p, style, title]",
                elements.toString());
        assertEquals("[alt, charset, class, content, dir, http-equiv, src]", attributes.toString());
        String text = HOSTILE.replace("\\\"", "\"");
        assertEquals(List.of(text), texts(page, "question").subList(1, 2));
        assertEquals(List.of(text, "\\u001b[31m\\u202ered", text), texts(page, "answer"));
        assertEquals(1, texts(page, "fault").size());
        assertTrue(texts(page, "fault").get(0).startsWith("\"><script>alert(3)</script>.png: is not at "));
    }

    @Test
    void aSampleIsShownWhole() throws Exception {
        image("wide.png", 1000, 250);
        Document page = page("""
                {"conversations": [{"from": "system", "value": "Be brief."}, {"from": "human", "value": "<image>\\nWhat?"},\
                 {"from": "gpt", "value": "A dog."}, {"from": "human", "value": "Where? <box>(0,0),(999,500)</box>"},\
                 {"from": "gpt", "value": "<box>(111,222),(333,444)</box>"}], "image": "wide.png", "id": "dog"}
                """, 10);
        assertEquals(List.of("Be brief.", "Be brief."), texts(page, "system"));
        assertEquals(List.of("What?"), texts(page, "turn"));
        assertEquals(List.of("A dog.", "<box>(111,222),(333,444)</box>"), texts(page, "answer"));
        assertEquals(List.of("A dog."), texts(page, "turn answer"));
        assertEquals("data.jsonl:1, id dog", texts(page, "place").get(0));
        List<String> boxes = all(page, "div").stream()
                .filter(element -> element.getAttribute("class").equals("box"))
                .map(element -> element.getAttribute("style"))
                .toList();
        assertEquals(
                List.of(
                        "left:0.00%;top:0.00%;width:100.00%;height:50.05%",
                        "left:11.11%;top:22.22%;width:22.22%;height:22.22%"),
                boxes);
        BufferedImage small = decoded(all(page, "img").get(0).getAttribute("src"));
        assertEquals(240, small.getWidth());
        assertEquals(60, small.getHeight());
        assertEquals("wide.png: 1000x250", texts(page, "note").get(1));
    }

    /** The left half is black and the right half white; so they are in the thumbnail. */
    @Test
    void thumbnailsShowWhatTheImagesShow() throws Exception {
        BufferedImage image = new BufferedImage(1300, 700, BufferedImage.TYPE_INT_RGB);
        for (int x = 650; x < 1300; x++) {
            for (int y = 0; y < 700; y++) {
                image.setRGB(x, y, 0xFFFFFF);
            }
        }
        ImageIO.write(image, "png", folder.resolve("a.png").toFile());
        BufferedImage small = decoded(all(page("{\"image\": \"a.png\", \"caption\": \"half\"}\n", 1), "img")
                .get(0)
                .getAttribute("src"));
        for (int y : new int[] {0, 60, small.getHeight() - 1}) {
            assertEquals(0, small.getRGB(20, y) & 0xFF, 8);
            assertEquals(255, small.getRGB(220, y) & 0xFF, 8);
        }
    }

    @Test
    void whatIsShownHasAnEnd() throws Exception {
        String answers = "\"" + "x".repeat(100_000) + "\"" + ", \"a\", \"b\"".repeat(30);
        Document page = page("{\"question\": \"?\", \"answers\": [" + answers + "]}\n", 1);
        List<String> shown = texts(page, "answer");
        assertEquals(3, shown.size());
        assertEquals("x".repeat(Shown.MOST_LETTERS) + "... and 96000 more letters", shown.get(0));
        assertEquals("a (30 times)", shown.get(1));
    }

    @Test
    void theSamplesAreDrawnByTheSeed() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            lines.append("{\"question\": \"q\", \"answer\": \"").append(i).append("\"}\n");
        }
        Path data = Files.writeString(folder.resolve("data.jsonl"), lines + "broken\n");
        DrawnSamples first = DrawnSamples.of(Dataset.open(data), 0, 20, 1, Optional.empty());
        assertEquals(20, first.numbers().size());
        assertEquals(first.numbers().stream().sorted().distinct().toList(), first.numbers());
        assertEquals(
                first.numbers(),
                DrawnSamples.of(Dataset.open(data), 0, 20, 1, Optional.empty()).numbers());
        assertTrue(!first.numbers()
                .equals(DrawnSamples.of(Dataset.open(data), 0, 20, 2, Optional.empty())
                        .numbers()));
        // From all of the set: twenty below 500 would be drawn once in a million times.
        assertTrue(first.numbers().get(19) > 500);
        assertEquals("left out: malformed record: 1", first.leftOut());
    }

    private Document page(String records, int count) throws Exception {
        Path data = Files.writeString(folder.resolve("data.jsonl"), records);
        Path file = folder.resolve("sheet.html");
        ContactSheet.write(DrawnSamples.of(Dataset.open(data), 0, count, 0, Optional.empty()), file);
        String html = Files.readString(file);
        assertTrue(html.contains("default-src &#39;none&#39;; img-src data:"), html);
        // The document type is HTML's, which a parser of XML would look for on the network.
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        return parsers.newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        html.replace("<!DOCTYPE html>", "").strip().getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> all(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** What stands in the elements of a class, in order. */
    private static List<String> texts(Document page, String kind) {
        return all(page, "*").stream()
                .filter(element -> element.getAttribute("class").equals(kind))
                .map(Element::getTextContent)
                .toList();
    }

    private static BufferedImage decoded(String uri) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private void image(String name, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }
}
