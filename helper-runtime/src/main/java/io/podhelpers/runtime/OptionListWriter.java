package io.podhelpers.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/// Makes the list that [OptionList] reads from a command's annotations. Runs when a helper is laid out, never in a
/// running one.
final class OptionListWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final List<Object> owners = new ArrayList<>();

    private OptionListWriter() {}

    /// The list of a command's options.
    ///
    /// @throws IllegalStateException if an option says something that the list cannot
    static byte[] list(Object command) throws IOException, ReflectiveOperationException {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        OptionListWriter writer = new OptionListWriter();
        writer.write(spec, command);
        byte[] list = writer.bytes.toByteArray();
        List<String> expected = described(spec);
        List<String> got = described(OptionList.read(new ByteArrayInputStream(list), command));
        if (!got.equals(expected)) {
            got.removeAll(expected);
            expected.removeAll(described(OptionList.read(new ByteArrayInputStream(list), command)));
            throw new IllegalStateException("a list of options says " + got + " (expected: " + expected + ")");
        }
        return list;
    }

    private void write(CommandSpec spec, Object command) throws IOException, ReflectiveOperationException {
        texts(spec.usageMessage().description());
        out.writeBoolean(spec.usageMessage().sortOptions());
        owners.add(command);
        List<Member> mixins = new ArrayList<>();
        for (int owner = 0; owner < owners.size(); owner++) {
            for (Field field : owners.get(owner).getClass().getDeclaredFields()) {
                if (field.isAnnotationPresent(Mixin.class)) {
                    field.setAccessible(true);
                    owners.add(field.get(owners.get(owner)));
                    mixins.add(new Member(owner, field.getName()));
                }
            }
        }
        members(mixins);
        List<Member> fields = new ArrayList<>();
        List<Member> methods = new ArrayList<>();
        for (int owner = 0; owner < owners.size(); owner++) {
            for (Field field : owners.get(owner).getClass().getDeclaredFields()) {
                if (field.isAnnotationPresent(Spec.class)) {
                    fields.add(new Member(owner, field.getName()));
                }
            }
            for (Method method : owners.get(owner).getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Spec.class)) {
                    methods.add(new Member(owner, method.getName()));
                }
            }
        }
        members(fields);
        members(methods);
        out.writeInt(spec.options().size());
        for (OptionSpec option : spec.options()) {
            option(option);
        }
    }

    private record Member(int owner, String name) {}

    private void members(List<Member> members) throws IOException {
        out.writeInt(members.size());
        for (Member member : members) {
            out.writeInt(member.owner);
            out.writeUTF(member.name);
        }
    }

    private void option(OptionSpec option) throws IOException, ReflectiveOperationException {
        Field field = (Field) option.userObject();
        int owner = ownerOf(field);
        OptionSpec.Builder raw = OptionSpec.builder(option); // what was written, nothing filled in
        out.writeInt(owner);
        out.writeUTF(field.getName());
        texts(raw.names());
        texts(names(raw.auxiliaryTypes()));
        out.writeUTF(raw.arity().toString());
        out.writeUTF(raw.paramLabel());
        texts(raw.description());
        texts(Arrays.stream(raw.converters())
                .map(converter -> converter.getClass().getName())
                .toArray(String[]::new));
        out.writeUTF(raw.splitRegex());
        out.writeBoolean(raw.required());
        out.writeBoolean(raw.hidden());
        out.writeBoolean(raw.usageHelp());
        out.writeBoolean(raw.versionHelp());
        out.writeInt(raw.order());
        optional(raw.defaultValue());
        optional(raw.fallbackValue());
        field.setAccessible(true);
        out.writeBoolean(!isNothing(field.get(owners.get(owner))));
    }

    private int ownerOf(Field field) {
        for (int owner = 0; owner < owners.size(); owner++) {
            if (owners.get(owner).getClass() == field.getDeclaringClass()) {
                return owner;
            }
        }
        throw new IllegalStateException("nobody has the option of " + field);
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals(false) || (value instanceof Number number && number.doubleValue() == 0);
    }

    private void texts(String... texts) throws IOException {
        out.writeInt(texts.length);
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    private void optional(@Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    /// Everything that picocli knows of the command and each option, in words.
    static List<String> described(CommandSpec spec) {
        List<String> described = new ArrayList<>();
        UsageMessageSpec usage = spec.usageMessage();
        described.add(Arrays.toString(usage.description())
                + usage.sortOptions()
                + Arrays.toString(usage.header())
                + Arrays.toString(usage.footer())
                + spec.parser().overwrittenOptionsAllowed());
        for (OptionSpec option : spec.options()) {
            OptionSpec.Builder raw = OptionSpec.builder(option);
            described.add(String.join(
                    " | ",
                    String.join(",", raw.names()),
                    raw.type() + " of " + Arrays.toString(raw.auxiliaryTypes()),
                    raw.arity().toString(),
                    raw.paramLabel() + raw.hideParamSyntax() + raw.splitRegex() + raw.splitRegexSynopsisLabel(),
                    Arrays.toString(raw.description()) + raw.descriptionKey() + raw.showDefaultValue(),
                    Arrays.toString(classes(raw.converters())),
                    raw.defaultValue() + " " + raw.fallbackValue() + " " + raw.mapFallbackValue(),
                    "" + raw.required() + raw.hidden() + raw.usageHelp() + raw.versionHelp(),
                    "" + raw.negatable() + raw.interactive() + raw.inherited() + raw.order() + raw.scopeType(),
                    raw.completionCandidates() + " " + raw.parameterConsumer() + " "
                            + raw.preprocessor().getClass(),
                    Objects.toString(option.group())));
        }
        return described;
    }

    private static String[] names(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getName).toArray(String[]::new);
    }

    private static Object[] classes(ITypeConverter<?>[] converters) {
        return Arrays.stream(converters).map(Object::getClass).toArray();
    }
}
