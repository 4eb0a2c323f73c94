package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.WeightNames;
import dev.graft.adapters.qformer.QFormerSpec;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.TowerKind;
import dev.graft.models.export.folder.TokenizerCopy;
import dev.graft.models.imagetext.InstructionText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** InstructBLIP (Dai et al. 2023): BLIP-2 whose Q-Former reads the question, too, by a tokenizer of its own. */
final class InstructBlip implements Architecture {
    @Override
    public String name() {
        return "InstructBlipForConditionalGeneration";
    }

    @Override
    public Optional<String> misfit(ExportedModel model) {
        return QFormerPart.misfit(model)
                .or(() -> model.adapter().readsText()
                        ? Optional.empty()
                        : Optional.of("the Q-Former reads no text besides the image"));
    }

    @Override
    public Checkpoint checkpoint(ExportedModel model) {
        QFormerPart part = QFormerPart.of(model, TowerKind.INSTRUCTBLIP, name());
        ObjectNode config = part.config("instructblip", "instructblip_qformer");
        QFormerSpec spec = (QFormerSpec) model.description().adapter();
        ((ObjectNode) config.path("qformer_config"))
                .put("vocab_size", spec.vocabulary())
                .put("max_position_embeddings", spec.positions());
        TokenizerCopy questions = new TokenizerCopy(
                model.folder().resolve(InstructionText.FOLDER),
                InstructionText.FOLDER,
                OptionalInt.empty(),
                false,
                false,
                "");
        return new Checkpoint(
                config,
                part.tensors(WeightNames.INSTRUCTBLIP),
                List.of(part.language().tokenizer().withoutName()::write, questions::write),
                part.processor("InstructBlipProcessor"),
                part.told());
    }
}
