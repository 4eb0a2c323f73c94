package dev.graft.models.export.onnx;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.models.export.ExportFormat;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.folder.AnswerAdvice;
import dev.graft.models.export.folder.TokenizerCopy;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.AtomicFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A folder of ONNX files in the layout that transformers.js reads. */
public final class OnnxFormat implements ExportFormat {
    @Override
    public String id() {
        return "onnx";
    }

    @Override
    public String summary() {
        return "vision_encoder.onnx with the adapter in it, embed_tokens.onnx and decoder_model_merged.onnx, for transformers.js";
    }

    @Override
    public Set<OriginalWeights> weights() {
        return Set.of();
    }

    @Override
    public List<String> write(ExportedModel model, String precision, Path folder) {
        if (!precision.isEmpty()) {
            throw new InvalidInputException(
                    "ONNX files keep the precision of the backbones, found '" + precision + "'; leave it out");
        }
        model.requireOneDirection();
        if (!(LanguageModel.load(model.language()) instanceof CausalLanguageModel language)) {
            throw new InvalidInputException("the language model has an encoder and a decoder, and the layout of"
                    + " transformers.js is for decoders; 'graft export --to hf' writes such a model");
        }
        if (model.hasTiles()) {
            throw new InvalidInputException("pictures are cut into tiles, or texts stand around them, and"
                    + " LlavaForConditionalGeneration of transformers.js reads each picture whole");
        }
        TokenizerCopy tokenizer = OnnxFolder.tokenizer(model);
        List<WrittenGraph> graphs = List.of(
                new WrittenGraph("vision_encoder", FusedEncoder.of(model)),
                new WrittenGraph("embed_tokens", EmbeddingGraph.of(language, tokenizer)),
                new WrittenGraph("decoder_model_merged", DecoderGraph.of(language)));
        OnnxFolder files = OnnxFolder.of(model, tokenizer, graphs);
        AtomicFolder.write(folder, written -> {
            Path onnx = Files.createDirectory(written.resolve("onnx"));
            graphs.forEach(graph -> graph.write(onnx));
            files.texts().forEach((name, text) -> AtomicFiles.write(written.resolve(name), text));
            files.tokenizer().write(written);
            return written;
        });
        List<String> told = new ArrayList<>();
        told.add("written for LlavaForConditionalGeneration of transformers.js");
        told.addAll(
                AnswerAdvice.of(model, "transformers.js ends at tokens alone, so that answers are to be cut there"));
        return told;
    }
}
