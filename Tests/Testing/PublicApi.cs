using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DbPerService.Testing;

/// <summary>
/// What users of a package can see of it, one line per type and member, as it is committed in <c>PublicAPI.txt</c> beside the project.
/// </summary>
public static class PublicApi
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The committed file and the assembly's API as it is; the file is rewritten when <c>WRITE_PUBLIC_API</c> is 1.</summary>
    public static (string Committed, string Actual) Compare(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var project = assembly.GetName().Name!["DbPerService.".Length..];
        var file = Path.Combine(Repository.Root, "BuildingBlocks", project, "PublicAPI.txt");
        var actual = string.Concat(Lines(assembly).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("WRITE_PUBLIC_API") == "1")
        {
            File.WriteAllText(file, actual);
        }

        return (File.Exists(file) ? File.ReadAllText(file) : "", actual);
    }

    static IEnumerable<string> Lines(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.IsVisible && !IsGenerated(type))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Prepend($"{Kind(type)} {FullName(type)}{Bases(type)}"));

    static IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        var prefix = FullName(type) + ".";
        return type.GetMembers(Declared).Where(member => IsVisible(member) && !IsGenerated(member)).Select(member => member switch
        {
            ConstructorInfo constructor => $"{prefix}{Simple(type)}({Parameters(constructor)})",
            MethodInfo method => $"{prefix}{Modifiers(method)}{Generic(method)}({Parameters(method)}) : {Name(method.ReturnParameter)}",
            PropertyInfo property => $"{prefix}{Modifiers(property.GetMethod ?? property.SetMethod!)}{Indexer(property)} : "
                + $"{Name(property.PropertyType, Nullability.Create(property))} {{ {Accessors(property)} }}",
            FieldInfo { IsLiteral: true } constant => $"{prefix}{constant.Name} = {Text(constant.GetRawConstantValue())}",
            FieldInfo field => $"{prefix}{(field.IsStatic ? "static " : "")}{field.Name} : {Name(field.FieldType, Nullability.Create(field))}",
            _ => $"{prefix}{member.Name} ({member.MemberType})",
        });
    }

    static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } method => method.Name.StartsWith("op_", StringComparison.Ordinal) && method.IsPublic,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(accessor => accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly),
        FieldInfo { IsSpecialName: true } => false,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        Type => false,
        _ => true,
    };

    /// <summary>Beside what the compiler adds to records and lambdas, an override promises nothing that its base does not.</summary>
    static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<', StringComparison.Ordinal)
        || member is MethodInfo { IsVirtual: true, IsAbstract: false } method && method.GetBaseDefinition() != method;

    static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Where(implemented => implemented.IsPublic)
            .Select(implemented => Name(implemented)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } @base && @base != typeof(object) && @base != typeof(ValueType) && @base != typeof(Enum))
        {
            bases.Insert(0, Name(@base));
        }

        return bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases);
    }

    static string Modifiers(MethodInfo method) => string.Concat(
        method.IsPublic ? "" : "protected ", method.IsStatic ? "static " : "",
        method.IsAbstract ? (method.DeclaringType!.IsInterface ? "" : "abstract ") : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    static string Generic(MethodInfo method) => method.IsGenericMethod
        ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
        : method.Name;

    static string Indexer(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } parameters
        ? $"this[{string.Join(", ", parameters.Select(parameter => $"{Name(parameter)} {parameter.Name}"))}]"
        : property.Name;

    static string Accessors(PropertyInfo property)
    {
        var set = property.SetMethod is { IsPublic: true } setter
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;"
            : null;
        return string.Join(' ', new[] { property.GetMethod is null ? null : "get;", set }.OfType<string>());
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsOut ? "out " : "") + Name(parameter) + " " + parameter.Name
        + (parameter.HasDefaultValue ? " = " + Text(parameter.RawDefaultValue) : "")));

    static string Text(object? value) =>
        value is string text ? $"\"{text}\"" : Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } other ? other : "default";

    static string FullName(Type type) => type.IsNested ? $"{FullName(type.DeclaringType!)}.{Name(type)}" : $"{type.Namespace}.{Name(type)}";

    static string Name(ParameterInfo parameter) => Name(parameter.ParameterType, Nullability.Create(parameter));

    static string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        if (!type.IsGenericType)
        {
            return type.Name + mark;
        }

        var inner = nullability?.GenericTypeArguments is { Length: > 0 } known ? known : null;
        var arguments = type.GetGenericArguments().Select((argument, i) => Name(argument, inner?[i]));
        return $"{Simple(type)}<{string.Join(", ", arguments)}>{mark}";
    }

    static string Simple(Type type) => type.Name.Split('`')[0];
}
