using DbPerService.Contracts;

namespace DbPerService.Tests.Architecture;

/// <summary>How texts call the kinds of database.</summary>
static class KindNames
{
    public static string Of(string kind) => kind switch
    {
        DatabaseKinds.MongoDB => "MongoDB",
        DatabaseKinds.Postgres => "PostgreSQL",
        DatabaseKinds.Redis => "Redis",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Has no name."),
    };
}
