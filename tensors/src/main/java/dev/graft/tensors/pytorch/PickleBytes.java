package dev.graft.tensors.pytorch;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a pickle, read from front to back. */
final class PickleBytes {
    /** Integers of a checkpoint are counters and seeds. */
    private static final int MAX_INTEGER_BYTES = 32;

    private static final int MAX_LINE = 256;

    private final Path file;
    private final ByteBuffer bytes;
    private int operation;

    PickleBytes(Path file, byte[] pickle) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The code of the next operation. */
    int operation() {
        operation = bytes.position();
        return unsignedByte();
    }

    int unsignedByte() {
        require(1);
        return Byte.toUnsignedInt(bytes.get());
    }

    int unsignedShort() {
        require(Short.BYTES);
        return Short.toUnsignedInt(bytes.getShort());
    }

    int integer() {
        require(Integer.BYTES);
        return bytes.getInt();
    }

    /** A length or index of four bytes, without sign. */
    long unsignedInteger() {
        return Integer.toUnsignedLong(integer());
    }

    /** A length of eight bytes; {@link #skip} and {@link #text} refuse one that is not there. */
    long length() {
        require(Long.BYTES);
        return bytes.getLong();
    }

    double real() {
        require(Double.BYTES);
        return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
    }

    /** An integer in two's complement: a Long, or a BigInteger where that is too small. */
    Number bigInteger(long count) {
        if (count < 0 || count > MAX_INTEGER_BYTES) {
            throw error("an integer of " + count + " bytes, expected at most " + MAX_INTEGER_BYTES);
        }
        require(count);
        byte[] bigEndian = new byte[(int) count + 1];
        for (int i = (int) count; i > 0; i--) {
            bigEndian[i] = bytes.get();
        }
        bigEndian[0] = (byte) (count > 0 && bigEndian[1] < 0 ? -1 : 0);
        BigInteger value = new BigInteger(bigEndian);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    String text(long count) {
        require(count);
        ByteBuffer encoded = bytes.slice(bytes.position(), (int) count);
        skip(count);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFileException(message("a text that is not valid UTF-8"), e);
        }
    }

    /** Text up to a line feed. */
    String line() {
        int length = 0;
        while (length <= MAX_LINE && length < bytes.remaining() && bytes.get(bytes.position() + length) != '\n') {
            length++;
        }
        if (length > MAX_LINE || length == bytes.remaining()) {
            throw error("a name that does not end within " + MAX_LINE + " bytes");
        }
        String line = text(length);
        skip(1);
        return line;
    }

    void skip(long count) {
        require(count);
        bytes.position(bytes.position() + (int) count);
    }

    private void require(long count) {
        if (count < 0 || count > bytes.remaining()) {
            throw error("expected " + Long.toUnsignedString(count) + " more bytes, found " + bytes.remaining()
                    + "; the file is damaged: copy or download it again");
        }
    }

    /** What is wrong with the operation that is being read. */
    ModelFileException error(String problem) {
        return new ModelFileException(message(problem));
    }

    private String message(String problem) {
        return Place.at(file, "byte " + operation + " of its data.pkl: " + problem);
    }
}
