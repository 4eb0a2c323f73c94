package dev.graft.models.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Samples as bytes: a third of the memory of objects. The image is a number, first of all. */
final class SampleCodec {
    private SampleCodec() {}

    static byte[] encode(Sample sample, int image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(image);
            out.writeInt(sample.record());
            out.writeInt(sample.place().turn());
            out.writeInt(sample.place().offset());
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static int imageIndex(byte[] sample) {
        return ByteBuffer.wrap(sample).getInt();
    }

    static Sample decode(byte[] sample, List<ImageRef> images) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sample))) {
            int image = in.readInt();
            int record = in.readInt();
            ImagePlace place = new ImagePlace(in.readInt(), in.readInt());
            String id = read(in);
            String question = read(in);
            Optional<String> questionType = readOptional(in);
            Optional<String> answerType = readOptional(in);
            List<String> answers = readAll(in);
            List<Turn> history = readTurns(in);
            Optional<ImageRef> shown = image < 0 ? Optional.empty() : Optional.of(images.get(image));
            return new Sample(id, shown, place, history, question, answers, questionType, answerType, record);
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
