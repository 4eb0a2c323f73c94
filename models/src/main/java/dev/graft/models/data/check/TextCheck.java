package dev.graft.models.data.check;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.prompt.Sayable;
import dev.graft.tensors.Parallel;

/**
 * How a language model reads the samples of a data set: their lengths against its context, and the answers that it cannot
 * write.
 *
 * @param config of the language model
 * @param history the most earlier turns of a conversation that are read with a question
 * @param visualTokens of each image
 */
public record TextCheck(
        ModelConfig config,
        Tokenizer tokenizer,
        PromptFormat format,
        PromptReading reading,
        int history,
        int visualTokens) {
    /**
     * Reads all samples.
     *
     * @param faults told of samples that are too long, and of answers that cannot be written
     */
    public Lengths lengths(IndexedDataset samples, FaultReport faults, CheckedData.Progress progress) {
        PromptEncoder encoder = PromptEncoder.of(tokenizer, config.eosIds(), reading);
        int[] lengths = new int[samples.size()];
        String[] lost = new String[samples.size()];
        int group = 4096;
        for (int from = 0; from < lengths.length; from += group) {
            int to = Math.min(from + group, lengths.length);
            Parallel.forEach(from, to, i -> {
                Sample sample = samples.get(i);
                lengths[i] = length(encoder, sample);
                lost[i] = Sayable.lost(tokenizer, sample.target());
            });
            progress.reached("texts", to, lengths.length);
        }
        int context = config.contextLength().orElse(Integer.MAX_VALUE);
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] > context) {
                String message = "sample '" + samples.get(i).id() + "' takes " + lengths[i]
                        + " tokens with its image and answer, the language model '" + config.id() + "' reads at most "
                        + context;
                faults.add(new Fault(FaultKind.OVERLONG, samples.place(i), message));
            }
            if (!lost[i].isEmpty()) {
                String message =
                        "the tokenizer of '" + config.id() + "' has no token for '" + lost[i] + "' in the answer";
                faults.add(new Fault(FaultKind.UNSAYABLE, samples.place(i), message));
            }
        }
        return Lengths.of(lengths, config.contextLength());
    }

    private int length(PromptEncoder encoder, Sample sample) {
        Conversation<ImageRef> conversation = sample.conversation(history);
        Prompt<ImageRef> prompt = format.write(conversation);
        int read = encoder.encode(prompt, image -> visualTokens).ids().length;
        // An encoder reads the question, and another part writes the answer.
        return config.isEncoderDecoder()
                ? read
                : read + encoder.answer(prompt, format.answer(conversation), sample.target()).length;
    }
}
