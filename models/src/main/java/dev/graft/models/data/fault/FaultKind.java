package dev.graft.models.data.fault;

import java.util.Locale;

/** What can be wrong with a record, a sample or an image of a data set. */
public enum FaultKind {
    /** A record that is no JSON, no UTF-8, or not of the form that the format's records have. */
    MALFORMED("malformed record", "correct it, or take the line out"),
    /** A field that is missing, unknown, or holds something else than it should. */
    FIELD("missing or wrong field", "give the field as the format has it"),
    /** A question, answer or caption without a word. */
    EMPTY("empty question or answer", "give the text, or take the record out"),
    /** Turns of a conversation that are not question and answer in turn. */
    TURNS("conversation out of order", "let each question be followed by its answer"),
    /** A question whose answers are in another file, and not found there. */
    ANNOTATION("question without its annotation", "give the annotations of the same split"),
    /** Markers in the text that are more or fewer than the images of the record. */
    MARKER("image marker that does not match", "write the marker once for each image"),
    /** A sample without an image where one is needed. */
    NO_IMAGE("no image", "give the image, or use the sample where text alone will do"),
    /** A sample with several images where one is needed. */
    SEVERAL_IMAGES("several images where one is needed", "give one image, or use another objective"),
    /** A name that no file can have, or that leads out of the folder of the images. */
    IMAGE_NAME("image name that cannot be used", "name the image by its path in the folder of the images"),
    /** An image given by an address on the web; nothing is fetched. */
    REMOTE_IMAGE("image on the web", "download the image and give its path"),
    /** An image whose file is not there. */
    MISSING_IMAGE("missing image", "put the file there, or say by --images where the images lie"),
    /** A file that is no image, or not a whole one. */
    UNREADABLE_IMAGE("unreadable image", "replace the file"),
    /** A sample of more tokens than the language model reads. */
    OVERLONG("longer than the context", "--long cut shortens such samples, --long skip leaves them out"),
    /** An answer that the tokenizer cannot write. */
    UNSAYABLE("answer that the tokenizer cannot write", "change the answer, or use another language model"),
    /** A sample that the format to be written cannot hold as it is. */
    UNWRITABLE("sample that the format cannot hold", "write it in another format, such as records, or leave it out"),
    /** An image of the test data that is in the training data too, by its content. */
    LEAK("image of the test data among those trained on", "take it out of one of them"),
    /** A record with the same image, question and answers as one before. No fault: some sets weigh so. */
    SAME_SAMPLE("sample that was there before", "take one of them out, unless it is meant to count twice"),
    /** An identifier that another record has too. No fault: nothing depends on it. */
    SAME_ID("identifier that was used before", "give each record an id of its own, if you look records up by it"),
    /** An image with the content of another name. No fault, but a split by name puts both anywhere. */
    SAME_IMAGE("image that is there under another name", "call it by one name, so that a split keeps it on one side"),
    /** A place past which a file cannot be read, so that an unknown number of records is lost. It is never left out. */
    BROKEN_FILE("file that cannot be read to its end", "mend the file; what follows the place cannot be read");

    private final String title;
    private final String remedy;

    FaultKind(String title, String remedy) {
        this.title = title;
        this.remedy = remedy;
    }

    /** The name in files and reports for machines, such as {@code missing-image}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    /** Whether what has such a fault can be left out, and the rest be used. */
    public boolean canBeLeftOut() {
        return this != BROKEN_FILE;
    }
}
