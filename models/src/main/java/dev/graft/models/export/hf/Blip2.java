package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.adapters.WeightNames;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.backbone.TowerKind;
import java.util.List;
import java.util.Optional;

/** BLIP-2 (Li et al. 2023): a Q-Former on BLIP-2's vision encoder; the language model is any, T5 too. */
final class Blip2 implements Architecture {
    @Override
    public String name() {
        return "Blip2ForConditionalGeneration";
    }

    @Override
    public Optional<String> misfit(ExportedModel model) {
        return QFormerPart.misfit(model)
                .or(() -> model.adapter().readsText()
                        ? Optional.of("the Q-Former reads a text besides the image")
                        : Optional.empty());
    }

    @Override
    public Checkpoint checkpoint(ExportedModel model) {
        QFormerPart part = QFormerPart.of(model, TowerKind.BLIP2, name());
        ObjectNode config = part.config("blip-2", "blip_2_qformer");
        return new Checkpoint(
                config,
                part.tensors(WeightNames.BLIP2),
                List.of(part.language().tokenizer().withoutName()::write),
                part.processor("Blip2Processor"),
                part.told());
    }
}
