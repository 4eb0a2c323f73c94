package dev.graft.models.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Samples as bytes: a third of the memory of objects. Images are numbers; the first comes first of all. What few samples
 * have, further images, an instruction and choices, stands at the end of those that have any, so that the bytes of the
 * others, and with them the fingerprint of a data set, are what they were before there was any.
 */
final class SampleCodec {
    private static final int NONE = -1;

    private SampleCodec() {}

    /** @param images numbers of the sample's images */
    static byte[] encode(Sample sample, int[] images) {
        ImagePlace first =
                images.length == 0 ? ImagePlace.FRONT : sample.images().get(0).place();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(images.length == 0 ? NONE : images[0]);
            out.writeInt(sample.record());
            out.writeInt(first.turn());
            out.writeInt(first.offset());
            write(out, sample.id());
            write(out, sample.question());
            write(out, sample.questionType());
            write(out, sample.answerType());
            out.writeInt(sample.answers().size());
            for (String answer : sample.answers()) {
                write(out, answer);
            }
            out.writeInt(sample.history().size());
            for (Turn turn : sample.history()) {
                write(out, turn.question());
                write(out, turn.answer());
            }
            if (images.length > 1
                    || !sample.instruction().isEmpty()
                    || !sample.choices().isEmpty()) {
                writeRest(out, sample, images);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeRest(DataOutputStream out, Sample sample, int[] images) throws IOException {
        out.writeInt(Math.max(0, images.length - 1));
        for (int i = 1; i < images.length; i++) {
            out.writeInt(images[i]);
            out.writeInt(sample.images().get(i).place().turn());
            out.writeInt(sample.images().get(i).place().offset());
        }
        write(out, sample.instruction());
        out.writeInt(sample.choices().size());
        for (String choice : sample.choices()) {
            write(out, choice);
        }
    }

    static Sample decode(byte[] sample, List<ImageRef> images) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sample))) {
            int first = in.readInt();
            int record = in.readInt();
            ImagePlace place = new ImagePlace(in.readInt(), in.readInt());
            String id = read(in);
            String question = read(in);
            Optional<String> questionType = readOptional(in);
            Optional<String> answerType = readOptional(in);
            List<String> answers = readAll(in);
            List<Turn> history = readTurns(in);
            List<PlacedImage> placed = new ArrayList<>();
            if (first != NONE) {
                placed.add(new PlacedImage(images.get(first), place));
            }
            String instruction = "";
            List<String> choices = List.of();
            if (in.available() > 0) {
                int more = in.readInt();
                for (int i = 0; i < more; i++) {
                    ImageRef image = images.get(in.readInt());
                    placed.add(new PlacedImage(image, new ImagePlace(in.readInt(), in.readInt())));
                }
                instruction = read(in);
                choices = readAll(in);
            }
            return new Sample(
                    id, placed, instruction, history, question, answers, choices, questionType, answerType, record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputStream out, Optional<String> text) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            write(out, text.get());
        }
    }

    private static String read(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private static Optional<String> readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(read(in)) : Optional.empty();
    }

    private static List<String> readAll(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(read(in));
        }
        return texts;
    }

    private static List<Turn> readTurns(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Turn> turns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            turns.add(new Turn(read(in), read(in)));
        }
        return turns;
    }
}
