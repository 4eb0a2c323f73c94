/** adapters. */
module dev.graft.adapters {
    requires transitive dev.graft.graph;

    exports dev.graft.adapters;
    exports dev.graft.adapters.attention;
    exports dev.graft.adapters.block;
    exports dev.graft.adapters.contrast;
    exports dev.graft.adapters.mapper;
    exports dev.graft.adapters.nfresnet;
    exports dev.graft.adapters.perceiver;
    exports dev.graft.adapters.projection;
    exports dev.graft.adapters.published;
    exports dev.graft.adapters.qformer;

    uses dev.graft.adapters.AdapterFamily;

    provides dev.graft.adapters.AdapterFamily with
            dev.graft.adapters.projection.ProjectionFamily,
            dev.graft.adapters.qformer.QFormerFamily,
            dev.graft.adapters.perceiver.PerceiverFamily,
            dev.graft.adapters.mapper.MapperFamily,
            dev.graft.adapters.nfresnet.NfResNetFamily;
}
