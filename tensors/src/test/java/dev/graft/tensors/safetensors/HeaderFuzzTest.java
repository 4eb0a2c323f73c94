package dev.graft.tensors.safetensors;

import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderFuzzTest {
    @Test
    void headers() throws Exception {
        Path genuine = Path.of("src/test/resources/dev/graft/tensors/safetensors/all-types.safetensors");
        byte[] file = Files.readAllBytes(genuine);
        int length = Math.toIntExact(
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
        Path name = Path.of("x.safetensors");
        new Fuzzer(
                        "safetensors-header",
                        List.of(ModelFileException.class),
                        input -> HeaderReader.read(name, input)
                                .requireExactCover(name, (long) file.length - Long.BYTES - length))
                .seed(Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + length))
                .words("__metadata__", "dtype", "shape", "data_offsets", "F32", "BF16", "I64", "F8_E4M3", "[0,0]", "[]")
                .run();
    }
}
