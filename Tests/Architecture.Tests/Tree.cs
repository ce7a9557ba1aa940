using System.Xml.Linq;
using DbPerService.Testing;

namespace DbPerService.Tests.Architecture;

/// <summary>The source tree, for the rules.</summary>
static class Tree
{
    static readonly string[] Generated = ["artifacts", ".local", ".git", "bin", "obj"];

    public static IEnumerable<string> Services { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "Services")).Select(folder => Path.GetFileName(folder)).Order()];

    /// <summary>The projects that are packages.</summary>
    public static IEnumerable<string> Packages { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "BuildingBlocks")).Select(folder => Path.GetFileName(folder)).Order()];

    public static IEnumerable<string> Files(string pattern, string under = ".") =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, under), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(Generated).Any())
            .Order();

    /// <summary>Paths of the projects a project references, relative to the root.</summary>
    public static IEnumerable<string> ProjectReferences(string project) =>
        Items(project, "ProjectReference").Select(include => Path.GetRelativePath(
            Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, include))));

    public static IEnumerable<string> PackageReferences(string project) => Items(project, "PackageReference");

    public static string PathOf(string file) => Path.Combine(Repository.Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    public static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(kind)
            .Select(item => (string?)item.Attribute("Include"))
            .OfType<string>();
}
