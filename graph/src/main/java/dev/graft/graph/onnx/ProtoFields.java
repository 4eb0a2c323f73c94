package dev.graft.graph.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks through the fields of Protocol Buffers messages, one within the other; those that nobody wants are skipped. */
final class ProtoFields {
    /** Deeper nesting of messages than any exporter makes; a file that exceeds it is damaged or hostile. */
    private static final int MAX_DEPTH = 64;

    /** Reads the field of a number, or says that it does not know it. */
    interface Handler {
        boolean handle(int field) throws IOException;
    }

    /** Reads a message whose fields come next. */
    interface Body<T> {
        T read() throws IOException;
    }

    /** Reads one element of a repeated field. */
    interface Element {
        void read() throws IOException;
    }

    final CodedInputStream in;
    private int tag;
    private int depth;

    ProtoFields(ByteBuffer mapped) {
        this.in = CodedInputStream.newInstance(new MappedInput(mapped));
    }

    /** Hands out the fields of the message that is being read. */
    void fields(Handler handler) throws IOException {
        for (tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int current = tag;
            if (!handler.handle(WireFormat.getTagFieldNumber(current))) {
                in.skipField(current);
            }
        }
    }

    /** Reads a field that is a message. */
    <T> T message(Body<T> body) throws IOException {
        requireLengthDelimited();
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("its messages are nested too deeply");
        }
        int limit = in.pushLimit(in.readRawVarint32());
        T value = body.read();
        in.checkLastTagWas(0);
        in.popLimit(limit);
        depth--;
        return value;
    }

    private void requireLengthDelimited() {
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            throw new IllegalArgumentException("field " + WireFormat.getTagFieldNumber(tag) + " has wire type "
                    + WireFormat.getTagWireType(tag) + " where a message was expected");
        }
    }

    /**
     * Reads a field of numbers, which come one by one or packed.
     *
     * @param wireType of a single one
     */
    void packed(Element element, int wireType) throws IOException {
        if (WireFormat.getTagWireType(tag) == wireType) {
            element.read();
            return;
        }
        requireLengthDelimited();
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            element.read();
        }
        in.popLimit(limit);
    }
}
