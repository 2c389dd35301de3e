package dev.deployflux.build;

import java.util.List;
import java.util.SortedSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * jcstress in one JVM mode. Its own {@code Main} runs every race twice on a JVM that has biased locking, with it and
 * without, whatever {@code -jvmArgs} says; we take no lock that could be biased.
 */
final class StressRun extends JCStress {

    private StressRun(Options options) {
        super(options);
    }

    /** Run by {@link StressTest} in a JVM of its own, with the options of jcstress. */
    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress takes no such options: " + String.join(" ", args));
        }
        new StressRun(options).run();
    }

    /** Asked for when the modes are known and nothing is planned: leaves the last, which is without biased locking. */
    @Override
    public SortedSet<String> getTests() {
        List<VMSupport.Config> modes = VMSupport.getAvailableVMConfigs();
        modes.subList(0, Math.max(0, modes.size() - 1)).clear();
        return super.getTests();
    }
}
