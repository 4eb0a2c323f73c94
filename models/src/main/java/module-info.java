/**
 * Trained models: the folders that training leaves, what runs them, the prompts they are asked with and the data they are
 * trained and evaluated on.
 *
 * <p>Begin with {@link dev.graft.models.VisionLanguageModel}, which opens a folder and answers questions about images;
 * data begin with {@link dev.graft.models.data.Dataset}.
 */
module dev.graft.models {
    requires transitive dev.graft.backbones;
    requires transitive dev.graft.adapters;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires aircompressor;
    requires com.fasterxml.jackson.dataformat.csv;
    requires org.apache.commons.compress;
    requires java.desktop;

    exports dev.graft.models;
    exports dev.graft.models.contrast;
    exports dev.graft.models.data;
    exports dev.graft.models.data.boxes;
    exports dev.graft.models.data.check;
    exports dev.graft.models.data.fault;
    exports dev.graft.models.data.sampling;
    exports dev.graft.models.data.show;
    exports dev.graft.models.data.write;
    exports dev.graft.models.export;
    exports dev.graft.models.folder;
    exports dev.graft.models.imagetext;
    exports dev.graft.models.prompt;
    exports dev.graft.models.published;
    exports dev.graft.models.source;
    exports dev.graft.models.visual;

    uses dev.graft.models.source.BackboneSource;
    uses dev.graft.models.prompt.PromptFormats;
    uses dev.graft.models.published.PublishedSystem;
    uses dev.graft.models.data.DatasetFormat;
    uses dev.graft.models.export.ExportFormat;

    provides dev.graft.models.prompt.PromptFormats with
            dev.graft.models.prompt.published.PublishedFormats;
    provides dev.graft.models.published.PublishedSystem with
            dev.graft.models.published.systems.Blip2,
            dev.graft.models.published.systems.InstructBlip,
            dev.graft.models.published.systems.Llava,
            dev.graft.models.published.systems.LlavaOriginal,
            dev.graft.models.published.systems.PaliGemma,
            dev.graft.models.published.systems.Gemma3,
            dev.graft.models.published.systems.VipLlava,
            dev.graft.models.published.systems.Mistral3,
            dev.graft.models.published.systems.LlavaNext,
            dev.graft.models.published.systems.Idefics2,
            dev.graft.models.published.systems.Idefics3,
            dev.graft.models.published.systems.InternVl,
            dev.graft.models.published.systems.AyaVision,
            dev.graft.models.published.systems.Qwen2Vl,
            dev.graft.models.published.RefusedSystems;
    provides dev.graft.models.export.ExportFormat with
            dev.graft.models.export.hf.HuggingFaceFormat,
            dev.graft.models.export.gguf.GgufFormat,
            dev.graft.models.export.onnx.OnnxFormat;
    // In the order in which a user sees them.
    provides dev.graft.models.data.DatasetFormat with
            dev.graft.models.data.records.PlainFormat,
            dev.graft.models.data.conversations.LlavaFormat,
            dev.graft.models.data.conversations.MessagesFormat,
            dev.graft.models.data.conversations.ResponsesFormat,
            dev.graft.models.data.questions.EasyVqaFormat,
            dev.graft.models.data.questions.VqaFormat,
            dev.graft.models.data.questions.PopeFormat,
            dev.graft.models.data.questions.GqaFormat,
            dev.graft.models.data.questions.ScienceQaFormat,
            dev.graft.models.data.questions.DataFieldFormat,
            dev.graft.models.data.questions.RefCocoFormat,
            dev.graft.models.data.captions.CocoCaptionsFormat,
            dev.graft.models.data.captions.KarpathyFormat,
            dev.graft.models.data.captions.MiniGpt4Format,
            dev.graft.models.data.captions.Flickr30kFormat,
            dev.graft.models.data.tables.ColumnsFormat,
            dev.graft.models.data.tables.DelimitedFormat,
            dev.graft.models.data.tables.ParquetFormat,
            dev.graft.models.data.archives.WebDatasetFormat,
            dev.graft.models.data.mixture.MixtureFormat;
}
