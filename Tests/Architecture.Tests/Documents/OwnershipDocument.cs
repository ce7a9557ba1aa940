using System.Reflection;
using System.Text;
using DbPerService.Contracts;

namespace DbPerService.Tests.Architecture.Documents;

/// <summary>docs/ownership.md: who owns what, who copies what from whom by which events, and who calls whom.</summary>
static class OwnershipDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Ownership

            A service's data is reached through its API or its events, never through its database. This page is generated from
            `Contracts/SystemMap.cs` and the code of the services: `WRITE_DOCUMENTS=1 ./test.sh Architecture` writes it, and a test compares it.

            ## Databases and topics

            A database belongs to one service, and only its logins open it. A topic has one writer.

            | Service | Database | Writes to | Events |
            |---|---|---|---|

            """);
        foreach (var service in SystemMap.Services)
        {
            Row(
                text, service.Project, Text(service.Databases.Select(kind => KindNames.Of(kind)), " or "),
                Text(service.Publishes.Select(topic => topic.IsCompacted ? $"`{topic.Name}` (compacted)" : $"`{topic.Name}`")),
                Text(Event.MadeBy(Assembly.Load(service.Project)).Select(type => type.Name)));
        }

        text.Append(
            """

            ## Subscriptions

            What a service keeps of another one's data came by these events. From a compacted topic it is a copy of the owner's current state,
            which carries the owner's version and only moves forward.

            | Service | Follows | By the events | Keeps a copy |
            |---|---|---|---|

            """);
        foreach (var service in SystemMap.Services)
        {
            foreach (var topic in service.Subscribes)
            {
                var owner = SystemMap.Services.Single(other => other.Publishes.Any(published => published.Name == topic));
                Row(
                    text, service.Project, $"{owner.Project} (`{topic}`)",
                    Text(Handled(service).Where(type => Event.TopicOf(type) == topic).Select(type => type.Name)),
                    owner.Publishes.Single(published => published.Name == topic).IsCompacted ? "yes" : "–");
            }
        }

        text.Append(
            """

            ## Calls

            A service gets the addresses of the services that it calls, and no others. Calls are signed with a key that only services have.
            Endpoints below `/internal` are for services only.

            | Service | Calls |
            |---|---|

            """);
        foreach (var service in SystemMap.Services.Where(service => service.Calls.Count > 0))
        {
            Row(text, service.Project, Text(service.Calls.Select(called => SystemMap.Services.Single(other => other.Name == called).Project)));
        }

        var external = SystemMap.Services.Where(service => service.IsExternal).Select(service => service.Project);
        text.Append($"\nCallers outside the system reach {Text(external)} only.\n");
        return text.ToString();
    }

    static IEnumerable<Type> Handled(SystemService service) =>
        from type in Assembly.Load(service.Project).GetTypes()
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(Messaging.IEventHandler<>)
        orderby contract.GenericTypeArguments[0].Name
        select contract.GenericTypeArguments[0];

    static void Row(StringBuilder text, params IEnumerable<string> cells) => text.Append($"| {string.Join(" | ", cells)} |\n");

    static string Text(IEnumerable<string> values, string separator = ", ") => string.Join(separator, values.Distinct().DefaultIfEmpty("–"));
}
