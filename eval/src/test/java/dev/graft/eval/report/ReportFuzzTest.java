package dev.graft.eval.report;

import dev.graft.eval.similarity.OmniglotRuns;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports that are compared, and lists of tasks. */
class ReportFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);

    @Test
    void reports() throws Exception {
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("report", REFUSALS, input -> EvaluationReport.read(files.of("report.json", input)))
                .seed("""
                        {"dataset":"data","protocol":"vqa","metrics":{"vqa":{"images":{"overall":{"value":0.5,"count":2,"low":0.1,\
                        "high":0.9,"method":"wilson"},"question_types":{"a":{"value":1,"count":1}},"answer_types":{}},"blind":\
                        {"overall":{"value":0,"count":2}}}},"left_out":{"questions":{"a":1},"examples":{},"cut":3},"answers":[\
                        {"id":"1","image":"a.png","question":"q","question_type":"a","references":["a"],"choices":[],\
                        "answer":"a","probability":0.5,"scores":{"vqa":1}}]}
                        """.getBytes(StandardCharsets.UTF_8))
                .run();
    }

    @Test
    void oneShotRuns() throws Exception {
        MemoryFolder files = new MemoryFolder();
        byte[] labels = "run01/test/a.png run01/training/b.png\n".getBytes(StandardCharsets.US_ASCII);
        files.of("run01/test/a.png", labels);
        files.of("run01/training/b.png", labels);
        new Fuzzer("omniglot", REFUSALS, input -> {
                    files.of("run01/class_labels.txt", input);
                    OmniglotRuns.read(files.folder());
                })
                .seed(labels)
                .run();
    }
}
