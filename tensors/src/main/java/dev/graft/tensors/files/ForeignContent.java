package dev.graft.tensors.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file often is instead of what its name says, told from its first bytes: the one place for it, for all readers.
 *
 * <p>A reader that cannot make sense of a file adds {@link #hint} to its message, which then says what the file is and what to do.
 */
public enum ForeignContent {
    GIT_LFS(
            "a pointer of Git LFS, not the file itself",
            "fetch the file with 'git lfs pull'",
            text("version https://git-lfs")),
    GIT_ANNEX(
            "a pointer of git-annex, not the file itself",
            "fetch the file with 'git annex get'",
            text("/annex/objects/").or(text("../.git/annex/"))),
    HTML(
            "a web page",
            "what was downloaded is a page about the file, or one that asks to log in; download the file itself",
            markup("<!doctype html").or(markup("<html")).or(markup("<head"))),
    XML(
            "XML, often a server's message",
            "read it, and download the file again",
            markup("<?xml").or(markup("<error"))),
    GZIP("compressed by gzip", "unpack it first", bytes(0x1f, 0x8b)),
    ZSTD("compressed by Zstandard", "unpack it first", bytes(0x28, 0xb5, 0x2f, 0xfd)),
    XZ("compressed by xz", "unpack it first", bytes(0xfd, '7', 'z', 'X', 'Z', 0)),
    BZIP2("compressed by bzip2", "unpack it first", text("BZh")),
    SEVEN_ZIP("an archive of 7-Zip", "unpack it first", bytes('7', 'z', 0xbc, 0xaf)),
    ZIP(
            "a ZIP archive, as PyTorch writes its files",
            "unpack it, or name the file in it that is meant",
            bytes('P', 'K', 3, 4)),
    TAR("a tar archive", "unpack it first", at(257, "ustar")),
    PICKLE("a pickle of Python", "save the weights as safetensors", ForeignContent::isPickle),
    SAFETENSORS("a safetensors file", "name it where weights are expected", ForeignContent::isSafetensors),
    GGUF("a GGUF file of llama.cpp", "export the model as ONNX", text("GGUF")),
    HDF5("an HDF5 file, as Keras writes it", "export the model as ONNX", bytes(0x89, 'H', 'D', 'F')),
    NUMPY("an array of NumPy", "save it in the form that is expected", bytes(0x93, 'N', 'U', 'M', 'P', 'Y')),
    PARQUET("a Parquet file", "name it *.parquet where data is read", text("PAR1")),
    PNG("a PNG image", "name the file that is meant", bytes(0x89, 'P', 'N', 'G')),
    JPEG("a JPEG image", "name the file that is meant", bytes(0xff, 0xd8, 0xff)),
    AVIF("an AVIF image", "convert it to PNG", at(4, "ftypav")),
    HEIC("a HEIC image", "convert it to PNG", at(4, "ftyphei")),
    PDF("a PDF document", "name the file that is meant", text("%PDF-")),
    UTF_32("text in UTF-32", "save it as UTF-8", bytes(0xff, 0xfe, 0, 0).or(bytes(0, 0, 0xfe, 0xff))),
    UTF_16("text in UTF-16", "save it as UTF-8", bytes(0xff, 0xfe).or(bytes(0xfe, 0xff))),
    JSON("JSON", "name the file that is meant", text("{\"").or(text("{\n")).or(text("[{")));

    /** How many bytes from the beginning tell all of these apart. */
    public static final int BEGINNING_BYTES = 512;

    private static final Pattern BEFORE_MARKUP = Pattern.compile("(\u00ef\u00bb\u00bf)?\\s*");

    private final String what;
    private final String remedy;
    private final Predicate<byte[]> test;

    ForeignContent(String what, String remedy, Predicate<byte[]> test) {
        this.what = what;
        this.remedy = remedy;
        this.test = test;
    }

    /** Recognises the first bytes of a file; fewer than {@link #BEGINNING_BYTES} if it is shorter. */
    public static Optional<ForeignContent> of(byte[] beginning) {
        return Arrays.stream(values()).filter(kind -> kind.test.test(beginning)).findFirst();
    }

    /** Such as {@code a web page}, to follow "it is". */
    public String what() {
        return what;
    }

    /** What to do, in the imperative. */
    public String remedy() {
        return remedy;
    }

    /**
     * What to add to the message that a file cannot be read: what it is and what to do, or nothing where it is nothing known.
     *
     * @param own the kinds that the reader itself takes
     */
    public static String hint(Path file, ForeignContent... own) {
        byte[] beginning;
        try {
            if (!Files.isRegularFile(file)) {
                return "";
            }
            if (Files.size(file) == 0) {
                return ". It is empty; download or write it again";
            }
            try (InputStream in = Files.newInputStream(file)) {
                beginning = in.readNBytes(BEGINNING_BYTES);
            }
        } catch (IOException e) {
            return "";
        }
        return of(beginning)
                .filter(kind -> !Arrays.asList(own).contains(kind))
                .map(kind -> ". It is " + kind.what + "; " + kind.remedy)
                .orElse("");
    }

    private static Predicate<byte[]> text(String prefix) {
        return at(0, prefix);
    }

    private static Predicate<byte[]> at(int start, String text) {
        byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
        return bytes -> bytes.length >= start + expected.length
                && Arrays.equals(bytes, start, start + expected.length, expected, 0, expected.length);
    }

    private static Predicate<byte[]> bytes(int... expected) {
        return bytes -> {
            for (int i = 0; i < expected.length; i++) {
                if (i >= bytes.length || bytes[i] != (byte) expected[i]) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Whatever the case of the letters, after white space and a mark of the byte order. */
    private static Predicate<byte[]> markup(String prefix) {
        return bytes -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            Matcher before = BEFORE_MARKUP.matcher(text);
            return before.lookingAt() && text.regionMatches(true, before.end(), prefix, 0, prefix.length());
        };
    }

    private static boolean isPickle(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
    }

    /** Eight bytes of the header's length, then the header. */
    private static boolean isSafetensors(byte[] bytes) {
        return bytes.length > 9 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0 && bytes[8] == '{';
    }
}
