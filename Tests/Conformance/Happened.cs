using DbPerService.Messaging;

namespace DbPerService.Tests.Conformance;

/// <summary>An event of nobody's.</summary>
public sealed record Happened(string Id, int Number) : IEvent
{
    public static string Topic => "happenings";

    string IEvent.Key => Id;
}
