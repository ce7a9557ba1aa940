using System.Text.RegularExpressions;

namespace DbPerService.Tests.Architecture;

/// <summary>What a reader of the tree may count on.</summary>
public sealed partial class TreeTests
{
    [Fact]
    public void A_service_begins_with_a_table_of_contents() =>
        Assert.All(Tree.Services, service => Assert.InRange(Tree.Read($"Services/{service}/Program.cs").Split('\n').Length, 5, 30));

    [Fact]
    public void No_file_is_too_long_to_read() =>
        Assert.All(Tree.Files("*.cs"), file => Assert.True(Tree.Read(file).Split('\n').Length <= 400, file));

    [Fact]
    public void Nothing_is_left_to_do() => Assert.All(
        Tree.Files("*.cs").Concat(Tree.Files("*.sh")).Concat(Tree.Files("*.md")),
        file => Assert.DoesNotMatch(Unfinished(), Tree.Read(file)));

    [Fact]
    public void No_password_is_in_the_tree() => Assert.All(
        Tree.Files("*.json").Concat(Tree.Files("*.cs")).Concat(Tree.Files("*.yaml")),
        file => Assert.DoesNotMatch(Password(), Tree.Read(file)));

    // Split, so that this file does not find itself.
    [GeneratedRegex("\\b(TO" + "DO|HA" + "CK|FIX" + "ME)\\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex("(?i)(password|pwd)=[a-z0-9]{4,}[;\"]")]
    private static partial Regex Password();
}
