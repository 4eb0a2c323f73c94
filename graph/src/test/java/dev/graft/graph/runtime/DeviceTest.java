package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.graft.tensors.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @Test
    void devicesAreReadAndNamed() {
        assertEquals(Device.CPU, Device.parse("CPU"));
        assertEquals(new Device(Device.Kind.CUDA, 0, 0), Device.parse("cuda"));
        assertEquals(new Device(Device.Kind.CUDA, 3, 0), Device.parse("cuda:3"));
        assertEquals(new Device(Device.Kind.CUDA, 1, 8_500_000_000L), Device.parse("cuda:1,memory=8.5GB"));
        assertEquals("cuda:1", Device.parse("cuda:1,memory=8.5GB").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:1000", "cuda:-1", "cuda:0,8GB", "cpu,memory=8GB", "", "cuda "})
    void othersAreRefused(String name) {
        String message = assertThrows(InvalidInputException.class, () -> Device.parse(name))
                .getMessage();
        assertTrue(message.startsWith("unknown device '" + name + "'; expected cpu, cuda"), message);
    }

    @ParameterizedTest
    @CsvSource({"8, such as 8GB", "'', such as 8GB", "8 GiB, such as 8GB", "0GB, has no memory"})
    void aLimitIsASize(String size, String expected) {
        String message = assertThrows(InvalidInputException.class, () -> Device.parse("cuda:0,memory=" + size))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    /** In the build for the CPU, of which the tests are. */
    @Test
    void aBuildWithoutCudaSaysHowToGetOneWith() throws OrtException {
        RuntimeEnvironment.get();
        try (SessionOptions options = new SessionOptions()) {
            String message = assertThrows(
                            InvalidInputException.class, () -> CudaProvider.add(options, Device.parse("cuda:2")))
                    .getMessage();
            assertTrue(message.startsWith("the device cuda:2 cannot be used: this is the build for the CPU"), message);
            assertTrue(message.contains("GRAFT_CUDA=1") && message.contains("onnxruntime_gpu"), message);
        }
    }

    /** In the words of the runtime and of CUDA. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 | no driver for CUDA 12",
                "CUDA failure 100: no CUDA-capable device is detected ; GPU=0 | no device",
                "CUDA failure 101: invalid device ordinal ; GPU=7 | there is no such device",
                "CUDA failure 2: out of memory ; GPU=0 | smaller batch",
                "CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0 | nvidia-smi shows the state"
            })
    void aFailureOfTheDeviceIsNoneOfTheGraph(String failure, String expected) {
        OrtException thrown = new OrtException("/onnxruntime_src/core/cuda_call.cc:129 bool Call(int) " + failure);
        String message = CudaProvider.refusal(Device.parse("cuda:7"), thrown)
                .orElseThrow()
                .getMessage();
        assertTrue(message.startsWith("the device cuda:7 failed: ") && message.contains(expected), message);
        assertEquals(Optional.empty(), CudaProvider.refusal(Device.CPU, thrown));
    }

    @Test
    void aFailureOfTheGraphIsNoneOfTheDevice() {
        OrtException thrown = new OrtException("No Op registered for Foo");
        assertEquals(Optional.empty(), CudaProvider.refusal(Device.parse("cuda"), thrown));
    }
}
