using System.Text.RegularExpressions;

namespace DbPerService.Tests.Architecture;

/// <summary>Rules for all files of the tree.</summary>
public sealed partial class TreeTests
{
    [Fact]
    public void Program_files_are_short() =>
        Assert.All(Tree.Services, service => Assert.InRange(Tree.Read($"Services/{service}/Program.cs").Split('\n').Length, 5, 30));

    [Fact]
    public void Files_stay_below_the_length_limit() =>
        Assert.All(Tree.Files("*.cs"), file => Assert.True(Tree.Read(file).Split('\n').Length <= 400, file));

    [Fact]
    public void No_TODO_is_left() => Assert.All(
        Tree.Files("*.cs").Concat(Tree.Files("*.sh")).Concat(Tree.Files("*.md")),
        file => Assert.DoesNotMatch(Unfinished(), Tree.Read(file)));

    [Fact]
    public void The_repository_contains_no_password() => Assert.All(
        Tree.Files("*.json").Concat(Tree.Files("*.cs")).Concat(Tree.Files("*.yaml")),
        file => Assert.DoesNotMatch(Password(), Tree.Read(file)));

    // Split, so that this file does not match.
    [GeneratedRegex("\\b(TO" + "DO|HA" + "CK|FIX" + "ME)\\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex("(?i)(password|pwd)=[a-z0-9]{4,}[;\"]")]
    private static partial Regex Password();
}
