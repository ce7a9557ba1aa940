using DbPerService.Databases;
using Microsoft.Extensions.Configuration;

namespace DbPerService.Tests.Unit.Databases;

public sealed class DatabaseKindTests
{
    static readonly DatabaseKind Postgres = Kind("postgres", text => text.Contains("Host=", StringComparison.Ordinal));
    static readonly DatabaseKind Redis = Kind("redis", text => !text.Contains('=', StringComparison.Ordinal));

    [Theory]
    [InlineData("Redis", "Host=here", "redis")]
    [InlineData("postgres", "here:6379", "postgres")]
    [InlineData(null, "here:6379", "redis")]
    [InlineData(null, "Host=here", "postgres")]
    [InlineData(null, null, "postgres")]
    public void The_setting_overrides_the_connection_strings_kind(string? setting, string? connectionString, string expected) =>
        Assert.Equal(expected, Of(setting, connectionString).Name);

    [Fact]
    public void An_unknown_kind_is_refused_naming_the_setting() =>
        Assert.Equal(
            "Inventory:Database is 'oracle'. This build supports: postgres, redis.",
            Assert.Throws<InvalidOperationException>(() => Of("oracle", "here:6379")).Message);

    [Fact]
    public void A_connection_string_of_unknown_kind_is_refused_without_repeating_it()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Of(null, "mongodb://user:secret=1@here"));

        Assert.StartsWith("ConnectionStrings:inventory ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    static DatabaseKind Of(string? setting, string? connectionString) => DatabaseKind.Of(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Inventory:Database"] = setting,
            ["ConnectionStrings:inventory"] = connectionString,
        }).Build(),
        "inventory", Postgres, Redis);

    static DatabaseKind Kind(string name, Func<string, bool> knows) => new(name, knows, _ => { }, () => Task.FromResult(0));
}
