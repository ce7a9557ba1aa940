using Spectre.Console;
using Spectre.Console.Rendering;

namespace DbPerService.Cli;

/// <summary>A table without lines, whose title is the head of its first column and whose lines end with their text.</summary>
public sealed class TextTable : Renderable
{
    const int Indent = 2;

    readonly Table _table = new Table().NoBorder();

    /// <param name="title">The head of the first column.</param>
    public TextTable(string title)
    {
        _table.ShowHeaders = title.Length > 0;
        _table.AddColumn(Column(title, Justify.Left));
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _table.Rows.Count;

    /// <summary>Adds a column of texts.</summary>
    public TextTable Text(string head = "") => Add(head, Justify.Left);

    /// <summary>Adds columns of numbers, one for each head.</summary>
    public TextTable Numbers(params ReadOnlySpan<string> heads)
    {
        foreach (var head in heads)
        {
            Add(head, Justify.Right);
        }
        return this;
    }

    /// <summary>Adds a row with its cells, all in one style.</summary>
    public TextTable Row(Style? style, params ReadOnlySpan<string> cells)
    {
        var row = new List<IRenderable> { new Padder(new Text(cells[0], style), new Padding(Indent, 0, 0, 0)) };
        foreach (var cell in cells[1..])
        {
            row.Add(new Text(cell, style));
        }
        _table.AddRow(row);
        return this;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Segment.SplitLines(((IRenderable)_table).Render(options, maxWidth)))
        {
            var last = line.FindLastIndex(segment => !segment.IsWhiteSpace);
            foreach (var segment in line.Take(last + 1))
            {
                yield return segment;
            }
            yield return Segment.LineBreak;
        }
    }

    TextTable Add(string head, Justify alignment)
    {
        _table.AddColumn(Column(head, alignment));
        return this;
    }

    static TableColumn Column(string head, Justify alignment) =>
        new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))) { NoWrap = alignment == Justify.Right }.Alignment(alignment).Padding(0, 0, 2, 0);
}
