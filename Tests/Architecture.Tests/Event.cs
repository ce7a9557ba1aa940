using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Tests.Architecture;

/// <summary>The events of the contracts.</summary>
static class Event
{
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(SystemMap).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IEvent))).OrderBy(type => type.Name)];

    public static string TopicOf(Type type) => (string)type.GetProperty(nameof(IEvent.Topic))!.GetValue(null)!;

    /// <summary>Those whose constructor an assembly calls: who only handles an event gets it from the deserializer.</summary>
    public static IReadOnlyList<Type> MadeBy(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var made = new HashSet<string>();
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (metadata.GetString(member.Name) == ConstructorInfo.ConstructorName && member.Parent.Kind == HandleKind.TypeReference)
            {
                var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                made.Add($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");
            }
        }

        return [.. All.Where(type => made.Contains(type.FullName!))];
    }
}
