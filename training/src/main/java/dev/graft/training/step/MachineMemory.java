package dev.graft.training.step;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory of the machine, or, in a container, what that may use. */
public final class MachineMemory {
    private MachineMemory() {}

    /** In bytes; {@link Long#MAX_VALUE} where Java does not tell. */
    public static long bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                        && system.getTotalMemorySize() > 0
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
