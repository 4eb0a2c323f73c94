/**
 * The trainable networks between a vision encoder and a language model, of many kinds, as graphs on the features of the
 * one that give what the other reads.
 *
 * <p>Begin with {@link dev.graft.adapters.AdapterSpec}, which says of which kind and size an adapter is, and with
 * {@link dev.graft.adapters.Adapter}, which it makes.
 */
module dev.graft.adapters {
    requires transitive dev.graft.graph;

    exports dev.graft.adapters;
    exports dev.graft.adapters.attention;
    exports dev.graft.adapters.block;
    exports dev.graft.adapters.contrast;
    exports dev.graft.adapters.mapper;
    exports dev.graft.adapters.merger;
    exports dev.graft.adapters.nfresnet;
    exports dev.graft.adapters.perceiver;
    exports dev.graft.adapters.projection;
    exports dev.graft.adapters.published;
    exports dev.graft.adapters.qformer;
    exports dev.graft.adapters.tuning;

    uses dev.graft.adapters.AdapterFamily;

    provides dev.graft.adapters.AdapterFamily with
            dev.graft.adapters.projection.ProjectionFamily,
            dev.graft.adapters.qformer.QFormerFamily,
            dev.graft.adapters.perceiver.PerceiverFamily,
            dev.graft.adapters.mapper.MapperFamily,
            dev.graft.adapters.gated.GatedFamily,
            dev.graft.adapters.merger.MergerFamily,
            dev.graft.adapters.merger.PooledFamily,
            dev.graft.adapters.merger.JoiningFamily,
            dev.graft.adapters.nfresnet.NfResNetFamily;
}
