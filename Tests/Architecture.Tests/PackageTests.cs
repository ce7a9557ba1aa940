using System.Xml.Linq;

namespace DbPerService.Tests.Architecture;

/// <summary>Requirements of every package.</summary>
public sealed class PackageTests
{
    public static TheoryData<string> Packages => [.. Tree.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_a_description_a_read_me_and_a_public_API_file(string project)
    {
        var folder = $"BuildingBlocks/{project}";

        Assert.NotEmpty(XDocument.Parse(Tree.Read($"{folder}/{project}.csproj")).Descendants("Description").Single().Value);
        var readMe = Tree.Read($"{folder}/README.md");
        Assert.StartsWith($"# DbPerService.{project}\n", readMe, StringComparison.Ordinal);
        Assert.Contains("\n## Guarantees\n", readMe, StringComparison.Ordinal);
        Assert.Contains("\n## Limits\n", readMe, StringComparison.Ordinal);
        Assert.NotEmpty(Tree.Read($"{folder}/PublicAPI.txt"));
    }

    [Fact]
    public void A_package_shows_its_internals_to_tests_and_benchmarks_only() => Assert.All(
        Tree.Packages.SelectMany(project => Tree.Items($"BuildingBlocks/{project}/{project}.csproj", "InternalsVisibleTo")),
        friend => Assert.True(
            Directory.Exists(Path.Combine(Testing.Repository.Root, "Tests", friend))
                || Directory.Exists(Path.Combine(Testing.Repository.Root, "Benchmarks", friend)),
            $"{friend} sees internals of a package"));
}
