using System.Globalization;
using System.Text;

namespace DbPerService.AppHost;

/// <summary>How every command answers.</summary>
internal sealed class MarkdownTable
{
    readonly StringBuilder _text = new();

    public MarkdownTable(params string[] heads)
    {
        Add([.. heads]);
        Add([.. heads.Select(_ => "---")]);
    }

    public MarkdownTable Add(params object?[] cells)
    {
        var texts = cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture)!.Replace("|", "\\|", StringComparison.Ordinal));
        _text.Append("| ").AppendJoin(" | ", texts).AppendLine(" |");
        return this;
    }

    public override string ToString() => _text.ToString();
}
