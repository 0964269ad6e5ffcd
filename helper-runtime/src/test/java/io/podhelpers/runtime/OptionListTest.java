package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The list of options does what the annotations that it is made of do.
@SuppressWarnings("unused") // fields are read and methods called by picocli
final class OptionListTest {
    private static final String NAME = "sample";

    static final class Upper implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return value.toUpperCase(java.util.Locale.ROOT);
        }
    }

    static final class Inner {
        @Option(
                names = {"-c", "--count"},
                defaultValue = "3",
                description = "How many, ${DEFAULT-VALUE} of them.")
        private int count;

        @Option(names = "--hidden", hidden = true)
        private @Nullable Path hidden;

        @Option(names = "--share", defaultValue = "0.5")
        private double share;

        @Option(names = "--bytes")
        private long bytes;
    }

    static final class Outer {
        @Mixin
        private Inner inner; // made by picocli

        @Option(names = "--size", split = ",", order = 1, paramLabel = "SIZE", description = "Costs $$5.")
        private @Nullable List<Integer> sizes;

        @Option(names = "--flag", arity = "0..1", fallbackValue = "true", defaultValue = "false")
        private boolean flag;
    }

    @Command(description = "Samples.", sortOptions = false)
    static final class Sample implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Spec
        private void setParser(CommandSpec own) {
            own.parser().overwrittenOptionsAllowed(true);
        }

        @Mixin
        private final Outer outer = new Outer();

        @Option(names = "--word", converter = Upper.class, required = true)
        private String word;

        @Option(names = "--label")
        private @Nullable Map<String, String> labels;

        @Option(names = "--level")
        private org.slf4j.event.Level level = org.slf4j.event.Level.INFO;

        @Option(names = "--help", usageHelp = true)
        private boolean help;

        @Override
        public Integer call() {
            return 0;
        }

        String values() {
            return String.join(
                    " ",
                    word,
                    String.valueOf(labels),
                    level.toString(),
                    String.valueOf(outer.sizes),
                    String.valueOf(outer.flag),
                    String.valueOf(outer.inner.count),
                    String.valueOf(outer.inner.hidden),
                    String.valueOf(outer.inner.share),
                    String.valueOf(outer.inner.bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--word=a",
                "--word a --word=b --label x=1 --label y=2 --level WARN",
                "--word=a --size=1,2 --size 3 --flag -c 7 --hidden=/x --share=0.25 --bytes 9",
                "--word=a --flag=false --count=8",
                "--size=1",
                "--word=a --count=many",
                "--word=a --size=1,x",
                "--word=a --flag=perhaps",
                "--word=a --no-such",
                "--word=a --help"
            })
    void parsesTheSame(String arguments) throws Exception {
        Sample annotated = new Sample();
        Sample listed = new Sample();
        byte[] list = OptionListWriter.list(new Sample());
        CommandLine one = new CommandLine(annotated);
        CommandLine other = new CommandLine(OptionList.read(new ByteArrayInputStream(list), listed));
        String[] args = arguments.split(" ");
        // twice, as what one run leaves behind must not matter to the next
        for (int run = 0; run < 2; run++) {
            String expected = outcome(one, annotated, args);
            assertThat(outcome(other, listed, args)).isEqualTo(expected);
        }
        assertThat(other.setCommandName(NAME).getUsageMessage())
                .isEqualTo(one.setCommandName(NAME).getUsageMessage());
        assertThat(listed.spec).isSameAs(other.getCommandSpec());
        assertThat(OptionListWriter.described(other.getCommandSpec()))
                .isEqualTo(OptionListWriter.described(one.getCommandSpec()));
    }

    private static String outcome(CommandLine commandLine, Sample sample, String... args) {
        try {
            return commandLine.parseArgs(args).matchedOptions().stream()
                            .map(option -> option.longestName() + "=" + option.originalStringValues())
                            .toList()
                    + sample.values();
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static final class Grouped implements Callable<Integer> {
        static final class Group {
            @Option(names = "--one")
            private int one;
        }

        @ArgGroup
        private @Nullable Group group;

        @Override
        public Integer call() {
            return 0;
        }
    }

    @Test
    void isNotMadeOfWhatItCannotSay() {
        assertThatIllegalStateException().isThrownBy(() -> OptionListWriter.list(new Grouped()));
    }

    @Test
    void isNotNeeded() {
        assertThat(OptionList.specOf(new Sample()).optionsMap()).containsKeys("--word", "--size", "--count");
    }
}
